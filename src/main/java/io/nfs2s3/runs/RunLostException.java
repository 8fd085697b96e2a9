package io.nfs2s3.runs;

/** The run was cancelled, or another process took it over. Nothing was written. */
public final class RunLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunLostException(RunLease lease) {
        super("run " + lease.run() + " was cancelled, or taken over by another process");
    }
}
