package io.nfs2s3.runs;

/** Is told when runs begin and end in this process, by the threads that run them: it neither waits nor throws. Thread-safe. */
public interface RunWatcher {
    /** Lets it pass. */
    RunWatcher NOBODY = new RunWatcher() {
        @Override
        public void begun(RunKind kind, RunLease lease, String source, String what) {}

        @Override
        public void ended(RunKind kind, RunResult result, RunCounts counts) {}

        @Override
        public void failed(RunKind kind, long run, RuntimeException failure, RunCounts counts) {}
    };

    /**
     * A run began, or this process took it over.
     *
     * @param source as in {@link Run}
     * @param what as in {@link Run}
     */
    void begun(RunKind kind, RunLease lease, String source, String what);

    /**
     * A run came to its end, was told to stop, or is another process's now.
     *
     * @param counts of the whole run, as far as this process knows
     */
    void ended(RunKind kind, RunResult result, RunCounts counts);

    /** A run met an error that it could not wait out. */
    void failed(RunKind kind, long run, RuntimeException failure, RunCounts counts);
}
