package io.nfs2s3.worker;

import java.util.Optional;
import java.util.function.LongSupplier;

/** Whether this process uses up its cores, by what it used since the last look. Thread-safe. */
final class CpuUse {
    private static final long EVERY = 250_000_000;

    /** Of a core, which is left to others. */
    private static final double FREE = 1 / 7.0;

    private final LongSupplier clock;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private long lookedAt;
    private long usedBefore;

    CpuUse(LongSupplier clock) {
        this.clock = clock;
        this.lookedAt = clock.getAsLong();
        this.usedBefore = used();
    }

    /** @return empty when it is too early for another look */
    synchronized Optional<Boolean> look() {
        long now = clock.getAsLong();
        long span = now - lookedAt;
        if (span < EVERY) {
            return Optional.empty();
        }
        long used = used();
        double busy = (used - usedBefore) / (double) span;
        lookedAt = now;
        usedBefore = used;
        return Optional.of(busy > cores - FREE);
    }

    /** @return nanoseconds of all cores; 0 where the system does not tell */
    private static long used() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(used -> used.toNanos())
                .orElse(0L);
    }
}
