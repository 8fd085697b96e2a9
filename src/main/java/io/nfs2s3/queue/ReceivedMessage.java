package io.nfs2s3.queue;

import java.time.Instant;

/**
 * A message in flight: hidden from other receivers until its visibility timeout ends.
 *
 * @param receiptHandle what SQS wants for deleting or extending it
 * @param receiveCount how often it was received, this time included
 * @param sentAt when it was sent, by the clock of SQS
 */
public record ReceivedMessage(String id, String receiptHandle, int receiveCount, Instant sentAt, String body) {}
