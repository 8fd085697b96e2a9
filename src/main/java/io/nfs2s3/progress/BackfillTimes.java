package io.nfs2s3.progress;

import java.time.Instant;

/** When workers take files of the backfill. */
public interface BackfillTimes {
    /** Whether they leave them alone at present, for whatever reason. */
    boolean rests();

    /** Whether an operator has paused it: nobody knows until when. */
    boolean isPaused();

    /** Whether its hours include a moment. */
    boolean isOpenAt(Instant moment);

    /** Whether a run is still finding files: nobody knows how many. */
    boolean isFinding();
}
