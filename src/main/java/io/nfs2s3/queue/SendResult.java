package io.nfs2s3.queue;

/** What SQS said of one message of a batch. */
public sealed interface SendResult {
    /** It is in the queue. */
    record Accepted() implements SendResult {}

    /**
     * It is not in the queue.
     *
     * @param ownFault SQS refuses this message whatever the weather (too large, illegal characters)
     */
    record Refused(boolean ownFault, String reason) implements SendResult {}

    default boolean accepted() {
        return this instanceof Accepted;
    }
}
