package io.nfs2s3.outbox;

import io.nfs2s3.media.TimeRange;

/**
 * Which entries a listing shows.
 *
 * @param pathPrefix what the path of a file in the message begins with; empty for all
 * @param errorsOnly only those with a last error
 * @param setAside those that were set aside, instead of those that wait for SQS
 */
public record OutboxFilter(TimeRange window, String pathPrefix, boolean errorsOnly, boolean setAside) {
    /** Every entry that waits for SQS. */
    public static final OutboxFilter WAITING = new OutboxFilter(TimeRange.ALL, "", false, false);
    /** Every entry that was set aside. */
    public static final OutboxFilter SET_ASIDE = new OutboxFilter(TimeRange.ALL, "", false, true);
}
