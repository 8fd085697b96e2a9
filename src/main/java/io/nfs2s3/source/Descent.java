package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A name below the source root, in its directory, which is open. The way there leads from the root from directory to
 * directory: each is opened in the one before it, and not if it is a link (openat(2) with {@code O_NOFOLLOW}). So
 * whatever is swapped for a link meanwhile, nothing outside of the root is opened.
 *
 * <p>A link inside the root is followed: where it leads is asked by its path, and then gone to in the same way, so that
 * the answer need not be true any more. It may not lead to a name that is left out. For one thread.
 */
final class Descent implements Closeable {
    /** Links that are followed, and changes of the path on the way. */
    static final int MOST_TURNS = 40;

    static final Path HERE = Path.of(".");

    /** An open file, as it was just after it was opened. */
    record Opened(FileChannel channel, Fingerprint fingerprint) {}

    private final SecureDirectoryStream<Path> directory;
    private final Path name;
    private final int depth;
    private final BasicFileAttributes attributes;

    private Descent(SecureDirectoryStream<Path> directory, Path name, int depth, BasicFileAttributes attributes) {
        this.directory = directory;
        this.name = name;
        this.depth = depth;
        this.attributes = attributes;
    }

    /**
     * Goes to a name, which is no link when it is reached.
     *
     * @param path below the root; its own segments are the caller's to be asked for
     * @param leftOut why a name that a link leads to is left out, if it is
     * @throws java.nio.file.NoSuchFileException when it is not there
     * @throws NotDirectoryException when something on the way is no directory
     * @throws MigrationException when a link leads out of the root, or to a name that is left out
     */
    static Descent to(Path realRoot, String path, Function<String, Optional<String>> leftOut) throws IOException {
        Path wanted = Path.of(path);
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            Optional<Descent> reached = descend(open(realRoot), wanted);
            if (reached.isEmpty()) {
                continue; // a link took the place of a directory just now: what it is now is seen the next time
            }
            Descent there = reached.get();
            if (!there.attributes.isSymbolicLink()) {
                return there;
            }
            there.close();
            wanted = followed(realRoot, wanted, there.depth, leftOut);
        }
        throw new MigrationException(FailureCode.SOURCE_CHANGED, "the directories or links of its path keep changing");
    }

    /**
     * Goes to a name that no link is on the way to, and that is none itself: there is one name of that kind for a file.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     * @throws NotDirectoryException when something on the way is no directory
     * @throws MigrationException when there is a link
     */
    static Descent withoutLinks(Path realRoot, String path) throws IOException {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            Optional<Descent> reached = descend(open(realRoot), Path.of(path));
            if (reached.isPresent() && !reached.get().attributes.isSymbolicLink()) {
                return reached.get();
            }
            if (reached.isPresent()) {
                reached.get().close();
                throw new MigrationException(
                        FailureCode.SOURCE_NOT_A_FILE, "it is a symbolic link, or there is one on its way");
            }
        }
        throw new MigrationException(FailureCode.SOURCE_CHANGED, "the directories or links of its path keep changing");
    }

    /**
     * Opens a directory that no link is on the way to.
     *
     * @param path below the root; empty for the root itself
     */
    static SecureDirectoryStream<Path> directoryWithoutLinks(Path realRoot, String path) throws IOException {
        if (path.isEmpty()) {
            return open(realRoot);
        }
        try (Descent there = withoutLinks(realRoot, path)) {
            if (!there.attributes.isDirectory()) {
                throw new NotDirectoryException(path);
            }
            return there.openDirectory();
        }
    }

    /**
     * Opens a directory.
     *
     * @param path below the root; empty for the root itself
     */
    static SecureDirectoryStream<Path> directory(Path realRoot, String path, Function<String, Optional<String>> leftOut)
            throws IOException {
        if (path.isEmpty()) {
            return open(realRoot);
        }
        try (Descent there = to(realRoot, path, leftOut)) {
            if (!there.attributes.isDirectory()) {
                throw new NotDirectoryException(path); // and not opened: a pipe would hang
            }
            return there.openDirectory();
        }
    }

    /** As far as the path goes, or to the first link of it; empty when it changes meanwhile. It closes the root. */
    static Optional<Descent> descend(SecureDirectoryStream<Path> root, Path wanted) throws IOException {
        SecureDirectoryStream<Path> at = root;
        boolean arrived = false;
        try {
            for (int i = 0; ; i++) {
                Path name = wanted.getName(i);
                BasicFileAttributes found = look(at, name);
                if (i == wanted.getNameCount() - 1 || found.isSymbolicLink()) {
                    arrived = true;
                    return Optional.of(new Descent(at, name, i, found));
                }
                if (!found.isDirectory()) {
                    throw new NotDirectoryException(wanted.subpath(0, i + 1).toString());
                }
                SecureDirectoryStream<Path> below = at.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
                at.close();
                at = below;
            }
        } catch (IOException e) {
            if (SourceErrors.isLink(e)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            if (!arrived) {
                at.close();
            }
        }
    }

    @SuppressWarnings("StreamResourceLeak") // closed by the one who goes on from there
    private static SecureDirectoryStream<Path> open(Path realRoot) throws IOException {
        DirectoryStream<Path> root = Files.newDirectoryStream(realRoot);
        if (root instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        root.close();
        throw new IOException("this system cannot open files without following links");
    }

    /** What a name in an open directory is; not followed if it is a link. */
    static BasicFileAttributes look(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** The path with its first link resolved. */
    private static Path followed(Path realRoot, Path wanted, int link, Function<String, Optional<String>> leftOut)
            throws IOException {
        Path target = target(realRoot, wanted.subpath(0, link + 1));
        if (!target.startsWith(realRoot)) {
            throw new MigrationException(
                    FailureCode.SOURCE_OUTSIDE_ROOT,
                    "a symbolic link leads out of the source root, to " + NameText.printable(target.toString()));
        }
        Path below = target.equals(realRoot) ? HERE : realRoot.relativize(target);
        Path next = link == wanted.getNameCount() - 1
                ? below
                : below.resolve(wanted.subpath(link + 1, wanted.getNameCount()));
        String path = next.normalize().toString();
        if (!path.isEmpty()) {
            leftOut.apply(path).ifPresent(reason -> {
                throw new MigrationException(
                        FailureCode.SOURCE_SKIPPED, "a symbolic link leads to a name that is left out: " + reason);
            });
        }
        return next;
    }

    private static Path target(Path realRoot, Path link) throws IOException {
        Path file = realRoot.resolve(link);
        try {
            return file.toRealPath();
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    "\"" + NameText.printable(link.toString()) + "\" is a symbolic link to " + namedBy(file));
        }
    }

    private static String namedBy(Path link) {
        try {
            return "\"" + NameText.printable(Files.readSymbolicLink(link).toString()) + "\", which is not there";
        } catch (IOException e) {
            return "what is not there"; // and has been replaced meanwhile
        }
    }

    BasicFileAttributes attributes() {
        return attributes;
    }

    /** The attributes of what must be a file. */
    BasicFileAttributes file() {
        if (!attributes.isRegularFile()) {
            throw SourceErrors.notAFile(attributes);
        }
        return attributes;
    }

    /** What the name is now. */
    BasicFileAttributes look() throws IOException {
        return look(directory, name);
    }

    /** Renames it into another directory, in one step: what has the new name there is replaced. */
    void moveTo(SecureDirectoryStream<Path> other, Path newName) throws IOException {
        directory.move(name, other, newName);
    }

    /** Removes the name, which must be a file's. */
    void delete() throws IOException {
        directory.deleteFile(name);
    }

    private SecureDirectoryStream<Path> openDirectory() throws IOException {
        try {
            return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            if (SourceErrors.isLink(e)) {
                throw SourceErrors.replaced(e);
            }
            throw e;
        }
    }

    /**
     * Opens the file for reading. Size and time are those of after the open: until then an NFS client may answer from its
     * cache. That they are of the file that was opened is known by its identity, which is looked at before and after.
     *
     * @throws MigrationException when it is no file, or something has taken its place
     */
    Opened openFile() throws IOException {
        Fingerprint before = Fingerprint.of(file());
        FileChannel channel = open();
        try {
            Fingerprint after = Fingerprint.of(look());
            if (!after.isSameFile(before)) {
                throw new MigrationException(FailureCode.SOURCE_CHANGED, "it was replaced while it was opened");
            }
            return new Opened(channel, after);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private FileChannel open() throws IOException {
        try {
            return (FileChannel)
                    directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            if (SourceErrors.isLink(e)) {
                throw SourceErrors.replaced(e);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
