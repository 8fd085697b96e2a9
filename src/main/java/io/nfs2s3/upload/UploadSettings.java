package io.nfs2s3.upload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code upload} of the settings.
 *
 * @param sqsTimeout time budget of one call to SQS, 50 ms to 30 s
 * @param databaseTimeout time budget for a connection and for a statement, 250 ms to 30 s
 * @param retrySqsAfter how long SQS is left alone after it failed, 1 s to 10 m
 * @param poolSize 1 to 100 database connections
 * @param spool file on the local disk for uploads that neither SQS nor the database can take, absolute; may be empty
 */
public record UploadSettings(
        Duration sqsTimeout, Duration databaseTimeout, Duration retrySqsAfter, int poolSize, Optional<Path> spool) {
    /** 600 ms, 500 ms, 10 s, 4 connections, no spool. */
    public static final UploadSettings DEFAULTS = new UploadSettings(
            Duration.ofMillis(600), Duration.ofMillis(500), Duration.ofSeconds(10), 4, Optional.empty());

    /** @throws IllegalArgumentException when the spool is not an absolute path of a file */
    public UploadSettings {
        if (spool.isPresent() && (!spool.get().isAbsolute() || spool.get().getParent() == null)) {
            throw new IllegalArgumentException(
                    "upload.spool = \"" + spool.get() + "\" must be an absolute path of a file, or empty");
        }
    }

    /** The same with a spool file. */
    public UploadSettings withSpool(Path file) {
        return new UploadSettings(sqsTimeout, databaseTimeout, retrySqsAfter, poolSize, Optional.of(file));
    }
}
