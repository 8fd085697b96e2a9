package io.nfs2s3.lab.chaos.backfill;

/**
 * How much the suite does.
 *
 * @param files that lie on NFS
 * @param scanRate names/s
 * @param kills of the process that scans, at the most
 */
record BackfillScale(int files, int scanRate, int kills) {
    static final BackfillScale FULL = new BackfillScale(100_000, 10_000, 12);
    static final BackfillScale SHORT = new BackfillScale(4_000, 500, 2);

    /** How long one pass over all names takes, at least. */
    int passMillis() {
        return (int) (1_000L * files / scanRate);
    }
}
