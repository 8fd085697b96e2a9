package io.nfs2s3.cli;

import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunState;

/** What a run of any kind has, in words for a person. */
final class RunText {
    private RunText() {}

    static String name(Run run, String what) {
        boolean silent = run.state() == RunState.RUNNING && run.isSilent();
        return run.id() + " (" + what + ", " + run.state()
                + (silent ? ", not heard of for " + run.silentSeconds() + " s" : "") + ")";
    }

    /** Why it failed, behind its counts; empty when it did not. */
    static String error(Run run) {
        String error = run.error();
        return error == null ? "" : "; " + Printable.line(error);
    }
}
