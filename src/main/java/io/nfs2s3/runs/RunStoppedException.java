package io.nfs2s3.runs;

/** Ends the threads of a run that does not go on. */
public final class RunStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunStoppedException() {
        super("the run was stopped", null, false, false);
    }
}
