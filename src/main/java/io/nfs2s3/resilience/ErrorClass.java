package io.nfs2s3.resilience;

/** What the error of a call says about the dependency that was called. */
public enum ErrorClass {
    /** It cannot be used now: its breaker counts that. */
    OUTAGE,
    /** It answered, and did not do what it was asked for. */
    REFUSAL,
    /** An error of the caller, who gets it as it is. */
    UNRELATED
}
