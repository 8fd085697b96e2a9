package io.nfs2s3.backfill;

import io.nfs2s3.runs.RunControl;

/**
 * The section {@code backfill} of the settings.
 *
 * @param hours when scans and workers see to the backfill
 * @param scanRate names that a scan takes a second, 0 for no limit, up to {@value #MOST_SCAN_RATE}
 * @param queuedAhead a scan waits while more files are QUEUED, 1 to {@value #MOST_QUEUED_AHEAD}
 */
public record BackfillSettings(TimeWindows hours, int scanRate, long queuedAhead) {
    public static final int MOST_SCAN_RATE = 10_000_000;
    public static final int MOST_QUEUED_AHEAD = 1_000_000_000;

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
