package io.nfs2s3.source;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param fileKey device and inode, where the file system has them
 */
public record Fingerprint(
        long sizeBytes, Instant modified, @Nullable Object fileKey) {
    static Fingerprint of(BasicFileAttributes attributes) {
        return new Fingerprint(attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
    }

    /** Whether both are of one file, whatever its state; true where the file system gives its files no keys. */
    boolean isSameFile(Fingerprint other) {
        return Objects.equals(fileKey, other.fileKey);
    }

    /** The modification time as precise as PostgreSQL keeps it. */
    public Instant modifiedMicros() {
        return modified.truncatedTo(ChronoUnit.MICROS);
    }
}
