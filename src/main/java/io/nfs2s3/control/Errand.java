package io.nfs2s3.control;

import io.nfs2s3.resilience.DaemonThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acts that may take long: one at a time, on a thread of its own, which a request waits for only a little. Thread-safe. */
final class Errand implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Errand.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** For one that was interrupted, to say in the record that it ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

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
     * @param begin called first, by the caller's own thread, which therefore knows whether it failed: then nothing is done
     * @param work told what that returned
     * @return what it returns; empty when it goes on after {@link #PATIENCE}
     * @throws ActUnderWayException when another one is under way, or none is done any more
     * @throws RuntimeException what it fails by meanwhile
     */
    Optional<String> run(LongSupplier begin, LongFunction<String> work) {
        if (closed || !taken.compareAndSet(false, true)) {
            throw new ActUnderWayException();
        }
        long begun = begun(begin);
        FutureTask<String> act = new FutureTask<>(() -> done(begun, work));
        try {
            thread.execute(act);
        } catch (RejectedExecutionException e) { // closed meanwhile: the act sees so, does nothing, and says so
            act.run();
        }
        return outcome(act);
    }

    private long begun(LongSupplier begin) {
        try {
            return begin.getAsLong();
        } catch (RuntimeException | Error e) {
            taken.set(false);
            throw e;
        }
    }

    private String done(long begun, LongFunction<String> work) {
        try {
            return work.apply(begun);
        } finally {
            taken.set(false);
        }
    }

    private static Optional<String> outcome(Future<String> end) {
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

    /** Has the act under way end at its next good place, and no other begin. Waits for nothing. */
    void stop() {
        closed = true;
    }

    /** {@link #stop()}, and waits for the end, but not for long. */
    @Override
    public void close() {
        stop();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
                if (!thread.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                    log.warn("an act does not end; the record has only its beginning");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
