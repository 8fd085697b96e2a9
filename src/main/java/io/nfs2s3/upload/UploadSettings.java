package io.nfs2s3.upload;

import java.time.Duration;

/**
 * The section {@code upload} of the settings.
 *
 * @param sqsTimeout time budget of one call to SQS, 50 ms to 30 s
 * @param databaseTimeout time budget for a connection and for a statement, 250 ms to 30 s
 * @param retrySqsAfter how long SQS is left alone after it failed, 1 s to 10 m
 * @param poolSize 1 to 100 database connections
 */
public record UploadSettings(Duration sqsTimeout, Duration databaseTimeout, Duration retrySqsAfter, int poolSize) {
    /** 600 ms, 500 ms, 10 s, 4 connections. */
    public static final UploadSettings DEFAULTS =
            new UploadSettings(Duration.ofMillis(600), Duration.ofMillis(500), Duration.ofSeconds(10), 4);
}
