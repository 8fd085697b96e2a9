package io.nfs2s3.worker;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Whether this process uses up its cores, by what it used since the last look. Thread-safe; nobody waits for another's
 * look, for which the system is asked.
 */
final class CpuUse {
    private static final long EVERY = 250_000_000;

    /** Of a core, which is left to others. */
    private static final double FREE = 1 / 7.0;

    /** @param used until then, in nanoseconds of all cores */
    private record Look(long at, long used) {}

    private final LongSupplier clock;
    private final LongSupplier used;
    private final int cores;
    private final AtomicReference<Look> last;

    /** @param clock nanoseconds, which never go back */
    CpuUse(LongSupplier clock) {
        this(clock, CpuUse::ofProcess, Runtime.getRuntime().availableProcessors());
    }

    /** @param used nanoseconds of all cores that were used until now */
    CpuUse(LongSupplier clock, LongSupplier used, int cores) {
        this.clock = clock;
        this.used = used;
        this.cores = cores;
        this.last = new AtomicReference<>(new Look(clock.getAsLong(), used.getAsLong()));
    }

    /** @return empty when it is too early for another look, or another has just looked */
    Optional<Boolean> look() {
        Look before = Objects.requireNonNull(last.get());
        long now = clock.getAsLong();
        if (now - before.at() < EVERY) {
            return Optional.empty();
        }
        Look here = new Look(now, used.getAsLong());
        if (!last.compareAndSet(before, here)) {
            return Optional.empty();
        }
        double busy = (here.used() - before.used()) / (double) (here.at() - before.at());
        return Optional.of(busy > cores - FREE);
    }

    /** @return nanoseconds of all cores; 0 where the system does not tell */
    private static long ofProcess() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(used -> used.toNanos())
                .orElse(0L);
    }
}
