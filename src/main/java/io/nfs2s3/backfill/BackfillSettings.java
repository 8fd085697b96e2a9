package io.nfs2s3.backfill;

import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunControls;

/**
 * The section {@code backfill} of the settings.
 *
 * @param hours when scans and workers see to the backfill
 * @param scanRate names that a scan takes a second, 0 for no limit, up to {@value #MOST_SCAN_RATE}
 * @param queuedAhead a scan waits while more files are QUEUED, 1 to {@value #MOST_QUEUED_AHEAD}
 */
public record BackfillSettings(TimeWindows hours, int scanRate, long queuedAhead) {
    public static final int MOST_SCAN_RATE = RunControls.MOST_RATE;
    public static final int MOST_QUEUED_AHEAD = RunControls.MOST_QUEUED_AHEAD;

    /** The hours, unless an operator has said others. */
    public TimeWindows hours(RunControl said) {
        TimeWindows others = said.hours();
        return others == null ? hours : others;
    }

    /** The rate, unless an operator has said another one. */
    public int scanRate(RunControl said) {
        Integer rate = said.rate();
        return rate == null ? scanRate : rate;
    }

    /** How many files may be QUEUED, unless an operator has said another number. */
    public long queuedAhead(RunControl said) {
        Long files = said.queuedAhead();
        return files == null ? queuedAhead : files;
    }
}
