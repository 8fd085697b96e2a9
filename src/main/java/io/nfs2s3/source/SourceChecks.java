package io.nfs2s3.source;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaKinds;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What nfs2s3 wants of the source root, and of the host to name the files in it. */
public final class SourceChecks {
    /** The code of the check that the source root is mounted. */
    public static final CheckCode MOUNTED = CheckCode.MOUNT_ROOT;

    private SourceChecks() {}

    public static List<Check> of(NfsSource source, SourceSettings settings, MediaKinds kinds) {
        return List.of(
                Check.atStart(CheckCode.HOST_LOCALE, "locale", SourceChecks::locale),
                Check.atStart(MOUNTED, "source root " + settings.root(), () -> {
                    FutureErrors.join(source.check());
                    return Answer.good("is mounted, its sentinel is there");
                }),
                Check.onDemand(CheckCode.MOUNT_KINDS, "directories of the kinds", () -> directories(settings, kinds))
                        .after(MOUNTED));
    }

    private static Answer directories(SourceSettings settings, MediaKinds kinds) {
        List<String> closed = kinds.all().stream()
                .map(kind -> settings.root().resolve(kind.prefix()))
                .filter(directory -> !canList(directory))
                .map(Path::toString)
                .sorted()
                .toList();
        return closed.isEmpty()
                ? Answer.good("this user may list and read those that are there")
                : Answer.broken(
                        "this user may not list " + String.join(", ", closed),
                        "let the daemon's user read and enter them (chmod, or a group)");
    }

    /** Also what is not there. What cannot be looked at is: a directory above it is closed. */
    private static boolean canList(Path directory) {
        return Files.notExists(directory)
                || Files.isRegularFile(directory)
                || (Files.isReadable(directory) && Files.isExecutable(directory));
    }

    /**
     * Creates the sentinel where it is missing.
     *
     * @param anyRegistered asks whether there are files, which an empty directory does not have: it may be the mount point of
     *     a share that is not mounted, where a sentinel would have each file count as missing
     */
    public static List<Check> creations(SourceSettings settings, BooleanSupplier anyRegistered) {
        return List.of(
                Check.onDemand(CheckCode.MOUNT_SENTINEL, "sentinel", () -> createSentinel(settings, anyRegistered)));
    }

    /** File names outside ASCII cannot even be asked for in a locale without UTF-8. */
    private static Answer locale() {
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        return names.equals(StandardCharsets.UTF_8)
                ? Answer.good("file names are UTF-8")
                : Answer.broken("file names are " + names, "set LC_ALL=C.UTF-8 for the daemon");
    }

    private static Answer createSentinel(SourceSettings settings, BooleanSupplier anyRegistered) {
        String name = settings.sentinel().value();
        Path sentinel = settings.root().resolve(name);
        String directory = name.substring(0, Math.max(0, name.lastIndexOf('/')));
        try {
            Path root = settings.root().toRealPath();
            if (isEmpty(root) && anyRegistered.getAsBoolean()) {
                return Answer.broken(
                        sentinel + " was not created: " + settings.root() + " is empty, and the database knows files",
                        "mount the source root; if it is to be empty, create the sentinel by hand: touch " + sentinel);
            }
            create(root, directory, settings.sentinel().fileName());
            return Answer.good(sentinel + " was created");
        } catch (FileAlreadyExistsException e) {
            return Answer.good(sentinel + " is there");
        } catch (IOException e) {
            return Answer.broken(sentinel + " cannot be created: " + e, "is the source root mounted and writable?");
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
            return !names.iterator().hasNext();
        }
    }

    private static void create(Path root, String directory, String name) throws IOException {
        try (SecureDirectoryStream<Path> open = Descent.directory(root, directory, path -> Optional.empty())) {
            open.newByteChannel(Path.of(name), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                    .close();
        }
    }
}
