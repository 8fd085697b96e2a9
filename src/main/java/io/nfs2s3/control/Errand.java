package io.nfs2s3.control;

import io.nfs2s3.resilience.DaemonThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Acts that may take long: one at a time, on a thread of its own, which a request waits for only a little. Thread-safe. */
final class Errand implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-control"));
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean closed;

    /** Whether the act under way is to go on. */
    boolean goesOn() {
        return !closed;
    }

    /**
     * Does it.
     *
     * @return what it returns; empty when it goes on after {@link #PATIENCE}
     * @throws ActUnderWayException when another one is under way
     * @throws RuntimeException what it fails by meanwhile
     */
    Optional<String> run(Supplier<String> work) {
        if (!taken.compareAndSet(false, true)) {
            throw new ActUnderWayException();
        }
        Future<String> end;
        try {
            end = thread.submit(() -> {
                try {
                    return work.get();
                } finally {
                    taken.set(false);
                }
            });
        } catch (RejectedExecutionException e) { // it is closed
            throw new ActUnderWayException();
        }
        try {
            return Optional.of(end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /** Has the act under way end at its next good place, and waits for that, but not for long. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
