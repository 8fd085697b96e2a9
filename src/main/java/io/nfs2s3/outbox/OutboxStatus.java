package io.nfs2s3.outbox;

/**
 * How full the outbox is.
 *
 * @param oldestAgeSeconds 0 when it is empty
 */
public record OutboxStatus(long depth, long oldestAgeSeconds) {}
