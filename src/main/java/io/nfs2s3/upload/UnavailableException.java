package io.nfs2s3.upload;

/** SQS or the database could not do its part of an upload in time; the message says why. It may have done it late. */
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean asked;

    /** It was asked, and failed. */
    UnavailableException(String message, Throwable cause) {
        super(message, cause);
        this.asked = true;
    }

    /** It was not asked: nothing is wrong with this upload, and no stack trace is worth its time. */
    UnavailableException(String message) {
        super(message, null, false, false);
        this.asked = false;
    }

    boolean wasAsked() {
        return asked;
    }
}
