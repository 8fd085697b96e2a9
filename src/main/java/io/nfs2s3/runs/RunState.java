package io.nfs2s3.runs;

import java.util.EnumSet;
import java.util.Set;

/** Where a run stands. The legal transitions stand here and nowhere else. */
public enum RunState {
    /** A process has it. One that is not heard of any more is dead, and another may take the run over. */
    RUNNING,
    /** Its process was told to end before it was through. */
    PAUSED,
    /** It came to its end. */
    DONE,
    /** Given up, by an operator or for the next turn of a schedule. */
    CANCELLED,
    /** Its process met an error that it could not wait out. */
    FAILED;

    /** The states that a run may go to from this one; RUNNING to RUNNING when another process takes it over. */
    public Set<RunState> next() {
        return switch (this) {
            case RUNNING -> EnumSet.allOf(RunState.class);
            case PAUSED, FAILED -> EnumSet.of(RUNNING, CANCELLED);
            case DONE, CANCELLED -> EnumSet.noneOf(RunState.class);
        };
    }

    /** Whether it can still be gone on with. */
    public boolean isUnfinished() {
        return !next().isEmpty();
    }
}
