package io.nfs2s3.backfill;

/** Ends the threads of a run that does not go on. */
final class RunStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunStoppedException() {
        super("the run was stopped", null, false, false);
    }
}
