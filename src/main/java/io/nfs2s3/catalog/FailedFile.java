package io.nfs2s3.catalog;

import io.nfs2s3.media.FileVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file in state FAILED.
 *
 * @param id its place among files that failed at the same moment
 * @param code name of a {@link io.nfs2s3.media.FailureCode}, or of one that only a newer build knows
 * @param message one line for an operator
 * @param attempts how many have failed
 */
public record FailedFile(
        long id,
        FileVersion upload,
        String kind,
        String code,
        @Nullable String message,
        int attempts,
        Instant failedAt) {}
