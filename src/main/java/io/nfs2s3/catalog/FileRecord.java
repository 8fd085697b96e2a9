package io.nfs2s3.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that the row of a file says, for an operator. Null is what it does not say.
 *
 * @param copy what it says of the copy, with path, generation and state
 * @param attempts failed ones of this generation
 * @param byBackfill whether its message is in the backfill queue
 * @param registeredAt when this generation was
 * @param queuedAt since when it waits, or waited
 * @param failureCode why it is FAILED, or why the last attempt failed while it is QUEUED
 */
public record FileRecord(
        RecordedCopy copy,
        String kind,
        int attempts,
        boolean byBackfill,
        Instant registeredAt,
        Instant queuedAt,
        @Nullable Instant migratedAt,
        @Nullable Instant retiredAt,
        @Nullable Instant failedAt,
        @Nullable String failureCode,
        @Nullable String failureMessage) {}
