package io.nfs2s3.resilience;

import java.util.Arrays;

/** The middle of many values, of which it keeps the latest {@value #MOST}. For one thread. */
final class Median {
    private static final int MOST = 4_096;
    /** Between the quarters of a normal distribution, in deviations. */
    private static final double QUARTERS = 1.349;

    /** Of a median, in those of a mean. */
    private static final double ERROR = 1.253;

    private final long[] values = new long[MOST];
    private int added;

    void add(long value) {
        values[added % MOST] = value;
        added++;
    }

    /** How many were added. */
    int count() {
        return added;
    }

    /**
     * The middle.
     *
     * @param value 0 for none
     * @param error its standard error, by its value, as of values that are spread normally between their quarters
     */
    record Middle(double value, double error) {}

    Middle middle() {
        int kept = Math.min(added, MOST);
        if (kept == 0) {
            return new Middle(0, 0);
        }
        long[] sorted = Arrays.copyOf(values, kept);
        Arrays.sort(sorted);
        double value = Math.max(1, sorted[kept / 2]);
        double deviation = (sorted[kept * 3 / 4] - sorted[kept / 4]) / QUARTERS;
        return new Middle(value, ERROR * deviation / Math.sqrt(kept) / value);
    }

    void clear() {
        added = 0;
    }
}
