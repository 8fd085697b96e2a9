package io.nfs2s3.catalog;

import java.time.Instant;

/**
 * How many files failed for one reason.
 *
 * @param code name of a {@link io.nfs2s3.media.FailureCode}, or of one that only a newer build knows
 * @param examplePath the first of them in the order of paths
 */
public record FailureCount(String code, long files, Instant firstFailedAt, Instant lastFailedAt, String examplePath) {}
