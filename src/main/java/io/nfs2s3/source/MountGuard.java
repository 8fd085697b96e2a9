package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a missing file from a missing mount: the sentinel below the source root must be there, on the device that it
 * was on at first sight. A mount may come back as another device: then the sentinel is the same file, and on the device
 * of the source root. Its calls may hang with the mount, so they are made on reader threads only. Thread-safe.
 */
final class MountGuard {
    private static final Logger log = LoggerFactory.getLogger(MountGuard.class);

    /** Where a file is, and which it is there. */
    record Identity(Object device, Object inode) {
        /** @param fileKey of what is to be there */
        static Identity of(Path path, Object fileKey) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,fileKey");
            if (!fileKey.equals(attributes.get("fileKey"))) {
                throw new IOException("another file takes its place");
            }
            return new Identity(
                    Objects.requireNonNull(attributes.get("dev")), Objects.requireNonNull(attributes.get("ino")));
        }
    }

    private final Path root;
    private final String name;
    private final Path sentinel;
    private @Nullable Identity known;

    MountGuard(SourceSettings settings) {
        this.root = settings.root();
        this.name = settings.sentinel().value();
        this.sentinel = settings.root().resolve(name);
    }

    /** @throws MigrationException with {@code SOURCE_DOWN} when the mount is not there */
    void check() {
        accepted();
    }

    /**
     * What the mount has under a name. It is looked for in one open directory, in which the sentinel is, too: that stays on its
     * file system, whatever is mounted and unmounted meanwhile.
     *
     * @param path below the root; empty for the root itself
     * @return of the first link, where there is one on the way; empty when it is not there
     * @throws MigrationException with {@code SOURCE_DOWN} when the mount is not there
     */
    Optional<BasicFileAttributes> find(String path) throws IOException {
        Object accepted = accepted();
        try (SecureDirectoryStream<Path> mount = Descent.directoryWithoutLinks(root.toRealPath(), "")) {
            if (below(mount, name)
                    .filter(found -> found.isSymbolicLink() || accepted.equals(found.fileKey()))
                    .isEmpty()) {
                throw down("it went just now");
            }
            return below(mount, path);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw down("the source root went just now");
        }
    }

    /** Whether the mount has a name, which is no link, and has none on the way. */
    boolean has(String path) throws IOException {
        return find(path).filter(found -> !found.isSymbolicLink()).isPresent();
    }

    private static Optional<BasicFileAttributes> below(SecureDirectoryStream<Path> root, String path)
            throws IOException {
        if (path.isEmpty()) {
            return Optional.of(
                    root.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
        }
        for (int turn = 0; turn < Descent.MOST_TURNS; turn++) {
            try {
                Optional<Descent> reached = Descent.descend(root.newDirectoryStream(Descent.HERE), Path.of(path));
                if (reached.isPresent()) {
                    try (Descent there = reached.get()) {
                        return Optional.of(there.attributes());
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                return Optional.empty();
            }
        }
        throw new MigrationException(FailureCode.SOURCE_CHANGED, "the directories or links of its path keep changing");
    }

    /** @return which file the sentinel is */
    private Object accepted() {
        try {
            Object key = fileKey();
            accept(Identity.of(sentinel, key), Files.getAttribute(root, "unix:dev"));
            return key;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw down("it is not there. Mount the source root, or run 'nfs2s3 doctor --create' if it never had one");
        } catch (AccessDeniedException e) {
            throw down(
                    "this user may not look at it. Look at the export, and at the modes of the source root and of the"
                            + " directories on the way to it");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            throw down("it cannot be read: " + e.getMessage());
        }
    }

    private Object fileKey() throws IOException {
        try (Descent there = Descent.to(root.toRealPath(), name, path -> Optional.empty())) {
            return Objects.requireNonNull(there.file().fileKey());
        } catch (MigrationException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Another file on the same device is a sentinel that was made anew; on another device it may be anything. */
    synchronized void accept(Identity now, Object rootDevice) {
        Identity first = known;
        if (first != null && !first.device().equals(now.device())) {
            if (!first.inode().equals(now.inode()) || !rootDevice.equals(now.device())) {
                throw down("it is another file, on another device than before");
            }
            log.info("the mount came back as another device sentinel={} device={}", sentinel, now.device());
        }
        known = now;
    }

    private MigrationException down(String reason) {
        return new MigrationException(
                FailureCode.SOURCE_DOWN, "the mount is down, told by its sentinel " + sentinel + ": " + reason);
    }
}
