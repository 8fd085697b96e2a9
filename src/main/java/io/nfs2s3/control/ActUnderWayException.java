package io.nfs2s3.control;

/** Another act that takes long is under way on this host. */
public final class ActUnderWayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ActUnderWayException() {
        super("another retry or redrive is under way on this host: wait for its end");
    }
}
