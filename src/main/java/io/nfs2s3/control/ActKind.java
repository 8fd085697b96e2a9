package io.nfs2s3.control;

/** What operators can do over HTTP. The table {@code nfs2s3.control_act} allows the same. */
public enum ActKind {
    /** The runs of a kind rest on every host. */
    PAUSE,
    /** They go on. */
    RESUME,
    /** How fast, how far ahead, and when the runs of a kind may go on. */
    LIMITS,
    /** A run is given up. */
    CANCEL,
    /** FAILED files go back to the queue. */
    RETRY,
    /** Dead letters go back to the queue that they come from. */
    REDRIVE
}
