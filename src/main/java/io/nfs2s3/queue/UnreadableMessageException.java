package io.nfs2s3.queue;

/** A body that is not a migration message. It belongs into the dead-letter queue. */
public final class UnreadableMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableMessageException(String reason) {
        super("not a migration message: " + reason);
    }
}
