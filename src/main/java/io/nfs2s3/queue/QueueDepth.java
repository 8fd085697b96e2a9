package io.nfs2s3.queue;

/**
 * SQS's own counts, which are approximate.
 *
 * @param visible waiting to be received
 * @param inFlight received and not deleted
 * @param delayed not yet visible
 */
public record QueueDepth(long visible, long inFlight, long delayed) {
    public boolean isEmpty() {
        return visible == 0 && inFlight == 0 && delayed == 0;
    }

    /** All of them. */
    public long all() {
        return visible + inFlight + delayed;
    }
}
