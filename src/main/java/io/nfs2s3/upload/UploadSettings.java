package io.nfs2s3.upload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code upload} of the settings.
 *
 * @param budget how long one call may take while one of SQS, the database and the spool is well, 200 ms to 60 s
 * @param lastResort how much longer a call may take when only one way is left, or none, before the upload is refused;
 *     0 to 60 s
 * @param retrySqsAfter how long SQS is left alone after it failed, 1 s to 10 m
 * @param retryDatabaseAfter how long the database is left alone after it failed, 1 s to 10 m
 * @param poolSize 1 to 100 database connections
 * @param spool file on the local disk for uploads that neither SQS nor the database can take, absolute; may be empty
 */
public record UploadSettings(
        Duration budget,
        Duration lastResort,
        Duration retrySqsAfter,
        Duration retryDatabaseAfter,
        int poolSize,
        Optional<Path> spool) {
    /** 800 ms, 5 s, 10 s, 2 s, 4 connections, no spool. */
    public static final UploadSettings DEFAULTS = new UploadSettings(
            Duration.ofMillis(800),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            4,
            Optional.empty());

    /** @throws IllegalArgumentException when the spool is not an absolute path of a file */
    public UploadSettings {
        if (spool.isPresent() && (!spool.get().isAbsolute() || spool.get().getParent() == null)) {
            throw new IllegalArgumentException(
                    "upload.spool = \"" + spool.get() + "\" must be an absolute path of a file, or empty");
        }
    }

    /** The same with another budget. */
    public UploadSettings withBudget(Duration longer) {
        return new UploadSettings(longer, lastResort, retrySqsAfter, retryDatabaseAfter, poolSize, spool);
    }

    /** The same with a spool file. */
    public UploadSettings withSpool(Path file) {
        return new UploadSettings(budget, lastResort, retrySqsAfter, retryDatabaseAfter, poolSize, Optional.of(file));
    }
}
