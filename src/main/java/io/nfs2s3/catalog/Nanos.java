package io.nfs2s3.catalog;

import java.time.Instant;

/** Moments as nanoseconds since 1970, of the years 1678 to 2261: a {@code timestamptz} keeps microseconds. */
final class Nanos {
    private static final long OF_SECOND = 1_000_000_000;

    private Nanos() {}

    /** Whether it is of one of these years. */
    static boolean holds(Instant moment) {
        return !moment.isBefore(instant(Long.MIN_VALUE)) && !moment.isAfter(instant(Long.MAX_VALUE));
    }

    /** @throws ArithmeticException for another year */
    static long of(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), OF_SECOND), moment.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, OF_SECOND), Math.floorMod(nanos, OF_SECOND));
    }
}
