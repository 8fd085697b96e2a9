package io.nfs2s3.lab.chaos.enqueue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Notes when this process did not get to run: a thread that wants to wake every millisecond, after the idea of jHiccup.
 * Thread-safe.
 */
final class StallMeter implements AutoCloseable {
    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long WORTH_NOTING = TimeUnit.MILLISECONDS.toNanos(5);

    private record Stall(long from, long to) {}

    private final List<Stall> stalls = new ArrayList<>();
    private volatile boolean closed;

    static StallMeter start() {
        StallMeter meter = new StallMeter();
        Thread thread = new Thread(meter::run, "stall-meter");
        thread.setDaemon(true);
        thread.start();
        return meter;
    }

    private void run() {
        long before = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(NAP);
            long now = System.nanoTime();
            if (now - before - NAP > WORTH_NOTING) {
                synchronized (stalls) {
                    stalls.add(new Stall(before + NAP, now));
                }
            }
            before = now;
        }
    }

    /** For how long of a span, by {@link System#nanoTime()}, the process stood still. */
    Duration within(long start, long end) {
        synchronized (stalls) {
            return Duration.ofNanos(stalls.stream()
                    .mapToLong(stall -> Math.max(0, Math.min(stall.to, end) - Math.max(stall.from, start)))
                    .sum());
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
