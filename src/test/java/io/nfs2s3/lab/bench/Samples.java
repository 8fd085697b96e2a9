package io.nfs2s3.lab.bench;

import java.util.Arrays;
import java.util.Locale;

/** Times of calls, in nanoseconds. */
final class Samples {
    private long[] nanos = new long[1_024];
    private int count;

    void add(long nano) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = nano;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The time in microseconds that this share of the calls did not exceed: nearest rank. */
    double micros(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.ceil(share * count) - 1)] / 1_000.0;
    }

    double p50() {
        return micros(0.5);
    }

    double p99() {
        return micros(0.99);
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%,7d calls   p50 %,8.0f µs   p90 %,8.0f µs   p99 %,8.0f µs   max %,9.0f µs",
                count,
                p50(),
                micros(0.9),
                p99(),
                micros(1));
    }
}
