package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The mount for those few who change something on it: threads that may hang, the root, directories that are reached without
 * following a link, and the classing of errors. Thread-safe.
 */
final class WritableSource {
    /** Where the root is. */
    @FunctionalInterface
    interface Root {
        Path find(ReaderPool.Watch watch) throws IOException;
    }

    /** Tells a missing file from a missing mount. */
    @FunctionalInterface
    interface Missing {
        MigrationException of(MediaPath path, ReaderPool.Watch watch, @Nullable String reason);
    }

    /** What the mount has under a name below the root, as {@link MountGuard#find} tells it. */
    @FunctionalInterface
    interface Names {
        Optional<BasicFileAttributes> find(String path) throws IOException;
    }

    /** Work on the files below the root. */
    @FunctionalInterface
    interface Work<T> {
        T below(Path realRoot, ReaderPool.Watch watch) throws IOException;
    }

    private final ReaderPool threads;
    private final Root root;
    private final Missing missing;
    private final Names mount;

    WritableSource(ReaderPool threads, Root root, Missing missing, Names mount) {
        this.threads = threads;
        this.root = root;
        this.missing = missing;
        this.mount = mount;
    }

    /** @param path what the work is about: while another with it hangs, it fails at once */
    <T> CompletableFuture<T> submit(MediaPath path, Work<T> work) {
        return threads.submit(path, watch -> {
            try {
                return work.below(root.find(watch), watch);
            } catch (NoSuchFileException e) {
                throw missing.of(path, watch, null);
            } catch (AtomicMoveNotSupportedException e) {
                throw new MigrationException(
                        FailureCode.SOURCE_FORBIDDEN, "the trash is on another mount than the file (EXDEV)", e);
            } catch (IOException e) {
                throw SourceErrors.classifyChange(path, e);
            }
        });
    }

    /**
     * Holds that the mount does not have a name that was not found: it may have been away just then.
     *
     * @throws MigrationException with {@code SOURCE_DOWN} when it is away, {@code SOURCE_CHANGED} when it has the name
     */
    void requireMissing(ReaderPool.Watch watch, String path) throws IOException {
        if (watch.timed(() -> mount.find(path)).isPresent()) {
            throw thereAgain();
        }
    }

    /**
     * Holds that an open directory is one of the mount, and none of the disk below it.
     *
     * @param path of it; empty for the root itself
     * @throws MigrationException as {@link #requireMissing}
     */
    void requireMounted(ReaderPool.Watch watch, SecureDirectoryStream<Path> directory, String path) throws IOException {
        boolean same = watch.timed(() -> {
            Object opened = directory
                    .getFileAttributeView(BasicFileAttributeView.class)
                    .readAttributes()
                    .fileKey();
            return mount.find(path)
                    .filter(found -> Objects.equals(opened, found.fileKey()))
                    .isPresent();
        });
        if (!same) {
            throw thereAgain();
        }
    }

    /** What was missing, and is there. */
    static MigrationException thereAgain() {
        return new MigrationException(
                FailureCode.SOURCE_CHANGED,
                "it was not there, and is: it is being replaced, or the mount was away and came back");
    }

    /** What a file is, looked at after it was opened: until then an NFS client may answer from its cache. */
    static Optional<FileFacts> look(Path realRoot, String path) throws IOException {
        try (Descent there = Descent.withoutLinks(realRoot, path)) {
            return Optional.of(facts(realRoot, path, there));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    static FileFacts facts(Path realRoot, String path, Descent there) throws IOException {
        Descent.Opened opened = there.openFile();
        try {
            return FileFacts.of(realRoot.resolve(path), opened.fingerprint());
        } finally {
            opened.channel().close();
        }
    }

    /**
     * Opens a directory, and makes it and those above it where they are missing.
     *
     * @param path below the root; empty for the root itself
     * @param ofFirst what the first directory on the way gets, if it is made
     */
    static SecureDirectoryStream<Path> directory(Path realRoot, String path, FileAttribute<?>... ofFirst)
            throws IOException {
        try {
            return Descent.directoryWithoutLinks(realRoot, path);
        } catch (NoSuchFileException e) {
            Path wanted = Path.of(path);
            for (int i = 1; i <= wanted.getNameCount(); i++) {
                make(realRoot.resolve(wanted.subpath(0, i)), i == 1 ? ofFirst : new FileAttribute<?>[0]);
            }
            return Descent.directoryWithoutLinks(realRoot, path);
        }
    }

    private static void make(Path directory, FileAttribute<?>... attributes) throws IOException {
        try {
            Files.createDirectory(directory, attributes);
        } catch (FileAlreadyExistsException e) {
            // and if it is no directory, opening it says so
        }
    }

    /** The directory of a path; empty for the root itself. */
    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    static Path fileName(String path) {
        return Path.of(path.substring(path.lastIndexOf('/') + 1));
    }
}
