package io.nfs2s3.runs;

/**
 * What became of the names that a run came upon. Each name is counted once, however often the run is resumed.
 *
 * @param done names that it dealt with; of a backfill, files that had no row before
 * @param unchanged names that it found as they should be; of a backfill, files that had a row
 * @param skipped names that were left out on purpose, in the last pass
 * @param failed names that it could not deal with, in the last pass
 */
public record RunCounts(long done, long unchanged, long skipped, long failed) {
    public static final RunCounts NONE = new RunCounts(0, 0, 0, 0);

    /** All names. */
    public long seen() {
        return done + unchanged + skipped + failed;
    }

    public RunCounts plus(RunCounts other) {
        return new RunCounts(
                done + other.done, unchanged + other.unchanged, skipped + other.skipped, failed + other.failed);
    }
}
