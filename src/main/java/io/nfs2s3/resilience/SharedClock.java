package io.nfs2s3.resilience;

import java.util.function.LongSupplier;

/** Nanoseconds since 1970 that never go back, also when the clock of the host is set: it is asked once. Thread-safe. */
public final class SharedClock implements LongSupplier {
    private static final long NANOS_OF_MILLI = 1_000_000;
    private final long ahead;

    /** @param millis of the host's clock now */
    public SharedClock(long millis) {
        this.ahead = millis * NANOS_OF_MILLI - System.nanoTime();
    }

    @Override
    public long getAsLong() {
        return System.nanoTime() + ahead;
    }
}
