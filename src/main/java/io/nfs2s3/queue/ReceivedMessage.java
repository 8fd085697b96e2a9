package io.nfs2s3.queue;

/**
 * A message in hand: hidden from other receivers until its visibility timeout ends.
 *
 * @param receiptHandle what SQS wants for deleting or extending it
 * @param receiveCount how often it was received, this time included
 */
public record ReceivedMessage(String id, String receiptHandle, int receiveCount, String body) {}
