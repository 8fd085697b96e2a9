package io.nfs2s3.resilience;

import org.jspecify.annotations.Nullable;

/** A dependency could not do what it was called for, in time; the message says why. It may have done it late. */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean asked;

    /** It was asked, and failed. */
    UnavailableException(String message, Throwable cause) {
        this(message, cause, true);
    }

    private UnavailableException(String message, @Nullable Throwable cause, boolean asked) {
        super(message, cause, false, asked);
        this.asked = asked;
    }

    /** It was not asked: nothing is wrong with this call, and no stack trace is worth its time. */
    static UnavailableException unasked(String message, @Nullable Throwable why) {
        return new UnavailableException(message, why, false);
    }

    /** Whether it was called at all; not while its breaker is open. */
    public boolean wasAsked() {
        return asked;
    }
}
