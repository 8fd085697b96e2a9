package io.nfs2s3.backfill;

/**
 * What there is, told by names.
 *
 * @param names all of them
 * @param files of kinds that are migrated
 * @param filesHeld of kinds that are not migrated yet
 * @param filesOfNoKind covered by no kind
 * @param skipped left out on purpose
 * @param bad names that cannot be migrated
 * @param complete false when the count was stopped at its limit, and there may be more
 * @param seconds how long it took
 */
public record PlanCount(
        long names,
        long files,
        long filesHeld,
        long filesOfNoKind,
        long skipped,
        long bad,
        boolean complete,
        double seconds) {
    public double namesPerSecond() {
        return names / seconds;
    }
}
