package io.nfs2s3.runs;

/**
 * What became of the names that a run came upon. Each name is counted once, however often the run is resumed.
 *
 * @param registered files that had no row before
 * @param known files that had one
 * @param skipped names that were left out on purpose, in the last pass
 * @param bad names that cannot be migrated, in the last pass
 */
public record BackfillCounts(long registered, long known, long skipped, long bad) {
    public static final BackfillCounts NONE = new BackfillCounts(0, 0, 0, 0);

    /** All names. */
    public long seen() {
        return registered + known + skipped + bad;
    }

    public BackfillCounts plus(BackfillCounts other) {
        return new BackfillCounts(
                registered + other.registered, known + other.known, skipped + other.skipped, bad + other.bad);
    }
}
