package io.nfs2s3.http;

import io.nfs2s3.media.ErrorText;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest figures, which a thread of its own reads while someone asks for them, at most once a second or in the time given: many
 * dashboards cost the database as much as one, and a database that hangs holds up that thread and no request. Thread-safe.
 */
final class Figures<T> implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** After a reading that failed, where the time given is longer. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** So long a look waits for a reading that has just begun, so that its figures are mostly fresh. */
    private static final Duration GRACE = Duration.ofMillis(100);

    /** A reading that takes longer says that the database does not answer: SQS is given two seconds of it at the most. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * What is known.
     *
     * @param report null as long as there was none
     * @param ageSeconds since it was made
     * @param problem why the figures cannot be had now; empty when nothing is in the way
     */
    record Look<T>(@Nullable T report, long ageSeconds, Optional<String> problem) {
        /** How old they are, for people. */
        String age() {
            return report == null ? "there are no figures yet" : "figures are " + ageSeconds + " s old";
        }
    }

    private final Supplier<T> source;
    private final Duration fresh;
    private final ExecutorService reader;
    private @Nullable Reading underWay;
    private @Nullable T last;
    private long lastAt;
    private long endedAt;
    private @Nullable String failure;

    /** One reading of the report. */
    private record Reading(long begunAt, Future<?> end) {}

    /** Begins to read, on a thread of its own. */
    Figures(Supplier<T> source) {
        this(source, SECOND, Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-dashboard-figures")));
        refresh();
    }

    /**
     * Begins to read when somebody asks.
     *
     * @param fresh how long nothing is read anew, unless the reading failed
     * @param reader reads; closed with this
     */
    Figures(Supplier<T> source, Duration fresh, ExecutorService reader) {
        this.source = source;
        this.fresh = fresh;
        this.reader = reader;
        this.endedAt = System.nanoTime() - fresh.toNanos();
    }

    /** What is known, with a reading begun if that is old. Takes a tenth of a second at most, whatever hangs. */
    Look<T> look() {
        Reading reading = refresh();
        if (reading != null) {
            await(reading);
        }
        return now();
    }

    /** @return the reading under way; null when the last one has just ended */
    private synchronized @Nullable Reading refresh() {
        long now = System.nanoTime();
        if (underWay == null && now - endedAt >= pause().toNanos()) {
            try {
                underWay = new Reading(now, reader.submit(this::read));
            } catch (RejectedExecutionException e) {
                return null; // it is being closed
            }
        }
        return underWay;
    }

    private Duration pause() {
        return failure == null || fresh.compareTo(AGAIN) < 0 ? fresh : AGAIN;
    }

    private void read() {
        T report = null;
        String error = "the figures cannot be made";
        try {
            report = source.get();
            error = null;
        } catch (RuntimeException e) {
            error = "the database cannot be read: " + ErrorText.ofRoot(e);
        } finally {
            ended(report, error);
        }
    }

    private synchronized void ended(@Nullable T report, @Nullable String error) {
        endedAt = System.nanoTime();
        if (report != null) {
            last = report;
            lastAt = endedAt;
        }
        failure = error;
        underWay = null;
    }

    private static void await(Reading reading) {
        try {
            reading.end().get(reading.begunAt() + GRACE.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // the figures before are given
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading the figures failed", e.getCause());
        }
    }

    private synchronized Look<T> now() {
        long now = System.nanoTime();
        long age = TimeUnit.NANOSECONDS.toSeconds(now - lastAt);
        Reading reading = underWay;
        long waited = reading == null ? 0 : now - reading.begunAt();
        if (waited > PATIENCE.toNanos()) {
            return new Look<>(
                    last,
                    age,
                    Optional.of("the database has not answered for " + TimeUnit.NANOSECONDS.toSeconds(waited) + " s"));
        }
        return new Look<>(last, age, Optional.ofNullable(failure));
    }

    /** A reading that hangs is left behind. */
    @Override
    public void close() {
        reader.shutdownNow();
    }
}
