package io.nfs2s3.runs;

/** How a run ended, as far as this process is concerned. */
public sealed interface RunResult {
    /** It came to its end. */
    record Done(Run run) implements RunResult {}

    /** It was told to stop; it can be resumed. */
    record Stopped(long run) implements RunResult {}

    /** It was cancelled, or another process took it over. */
    record Lost(long run, String reason) implements RunResult {}
}
