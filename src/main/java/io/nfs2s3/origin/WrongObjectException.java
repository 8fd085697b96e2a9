package io.nfs2s3.origin;

/** What came in the place of an object is not it. The message says how that was seen. */
final class WrongObjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongObjectException(String reason) {
        super(reason);
    }
}
