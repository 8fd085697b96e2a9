package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells a missing file from a missing mount: the sentinel below the source root must be there, on the device that it
 * was on at first sight. Its calls may hang with the mount, so they are made on reader threads only. Thread-safe.
 */
final class MountGuard {
    private final Path sentinel;
    private volatile @Nullable Object device;

    MountGuard(SourceSettings settings) {
        this.sentinel = settings.root().resolve(settings.sentinel().value());
    }

    /** @throws MigrationException with {@code SOURCE_DOWN} when the mount is not there */
    void check() {
        Object now;
        try {
            now = Files.exists(sentinel, LinkOption.NOFOLLOW_LINKS) ? deviceOf(sentinel) : null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            throw down("it cannot be read: " + e.getMessage());
        }
        if (now == null) {
            throw down("it is not there. Mount the source root, or run 'nfs2s3 doctor --create' if it never had one");
        }
        Object first = device;
        if (first == null) {
            device = now;
        } else if (!first.equals(now)) {
            throw down("it is on another device than at the start");
        }
    }

    private static Object deviceOf(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    }

    private MigrationException down(String reason) {
        return new MigrationException(
                FailureCode.SOURCE_DOWN, "the mount is down, told by its sentinel " + sentinel + ": " + reason);
    }
}
