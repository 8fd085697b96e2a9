package io.nfs2s3.outbox;

/**
 * How full the outbox is.
 *
 * @param depth entries that wait for SQS
 * @param oldestAgeSeconds of those; 0 when there is none
 * @param setAside entries that are not sent any more, for a fault of their own
 */
public record OutboxStatus(long depth, long oldestAgeSeconds, long setAside) {}
