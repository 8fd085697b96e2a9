package io.nfs2s3.resilience;

/** What a {@link Breaker} lets through. */
public enum BreakerState {
    /** All is well: every call is made. */
    CLOSED,
    /** It failed a moment ago and is not called. */
    OPEN,
    /** The next call is made, as a probe; the others are not. */
    HALF_OPEN
}
