package io.nfs2s3.lifecycle.verify;

/**
 * How much a verify does at once. Nothing waits for a connection long enough to fail.
 *
 * @param lanes ranges of keys that are merged side by side: a LIST under way for each
 * @param rowReaders pages of rows under way: a database connection each
 * @param lookers files that are looked at: a HEAD or GET under way for each, and short statements between them
 */
public record Width(int lanes, int rowReaders, int lookers) {
    private static final int MOST_LANES = 8;
    private static final int MOST_ROW_READERS = 4;
    private static final int MOST_LOOKERS = 16;
    private static final int LOOKERS_OF_CONNECTION = 4;

    /** Half of it, and not more than another one: for what goes on beside other work on the same connections. */
    public Width halfUpTo(Width most) {
        return new Width(half(lanes, most.lanes), half(rowReaders, most.rowReaders), half(lookers, most.lookers));
    }

    private static int half(int all, int most) {
        return Math.max(1, Math.min(most, all / 2));
    }

    /**
     * As wide as the connections allow, some of which are left to others.
     *
     * @param database connections, 2 or more
     * @param store connections, 4 or more
     */
    public static Width of(int database, int store) {
        int lanes = Math.min(MOST_LANES, store / 3);
        int rowReaders = Math.min(MOST_ROW_READERS, database / 2);
        int lookers = Math.min(store - lanes - 1, LOOKERS_OF_CONNECTION * (database - rowReaders));
        return new Width(lanes, rowReaders, Math.min(MOST_LOOKERS, lookers));
    }
}
