package io.nfs2s3.worker;

/**
 * How one run of a worker ended.
 *
 * @param reason one line; empty when there is nothing to say
 */
public record WorkerResult(Ending ending, String reason) {
    /** How a run ends. */
    public enum Ending {
        /** There was nothing left to do. */
        IDLE,
        /** Nothing was left to receive, and files or uploads are left all the same; the reason says how many. */
        LEFT,
        /** It was told to stop. */
        STOPPED,
        /** A dependency is down; nothing is received until the next run finds it up. */
        SUSPENDED
    }
}
