package io.nfs2s3.upload;

/** What the circuit breaker around SQS or the database lets through. */
public enum BreakerState {
    /** All is well: every upload asks it. */
    CLOSED,
    /** It failed a moment ago and is not asked. */
    OPEN,
    /** The next upload asks it, as a probe; the others do not. */
    HALF_OPEN
}
