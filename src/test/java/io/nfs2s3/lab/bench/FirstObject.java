package io.nfs2s3.lab.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells when the first object below a prefix was there, for a tool that does not tell. */
final class FirstObject implements AutoCloseable {
    private static final long GLANCE_MILLIS = 20;
    private final CompletableFuture<Double> seconds = new CompletableFuture<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    /** The time begins. */
    @SuppressWarnings("FutureReturnValueIgnored") // an error ends the looks, and then there is no figure
    FirstObject(Target target, String prefix) {
        long start = System.nanoTime();
        thread.scheduleWithFixedDelay(
                () -> {
                    if (target.hasAny(prefix)) {
                        seconds.complete(Glance.secondsSince(start));
                        thread.shutdown();
                    }
                },
                0,
                GLANCE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** From the beginning; not a number when none was seen. */
    double seconds() {
        return seconds.getNow(Double.NaN);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
