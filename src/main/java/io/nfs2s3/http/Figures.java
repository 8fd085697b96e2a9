package io.nfs2s3.http;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.progress.ProgressReport;
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
 * The latest report, which a thread of its own reads while someone asks for it, at most once a second: many dashboards
 * cost the database as much as one, and a database that hangs holds up that thread and no request. Thread-safe.
 */
final class Figures implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);

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
    record Look(@Nullable ProgressReport report, long ageSeconds, Optional<String> problem) {
        /** How old they are, for people. */
        String age() {
            return report == null ? "there are no figures yet" : "figures are " + ageSeconds + " s old";
        }
    }

    private final Supplier<ProgressReport> source;
    private final ExecutorService reader =
            Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-dashboard-figures"));
    private @Nullable Reading underWay;
    private @Nullable ProgressReport last;
    private long lastAt;
    private long endedAt;
    private @Nullable String failure;

    /** One reading of the report. */
    private record Reading(long begunAt, Future<?> end) {}

    /** Begins to read. */
    Figures(Supplier<ProgressReport> source) {
        this.source = source;
        this.endedAt = System.nanoTime() - SECOND.toNanos();
        refresh();
    }

    /** What is known, with a reading begun if that is old. Takes a tenth of a second at most, whatever hangs. */
    Look look() {
        Reading reading = refresh();
        if (reading != null) {
            await(reading);
        }
        return now();
    }

    /** @return the reading under way; null when the last one has just ended */
    private synchronized @Nullable Reading refresh() {
        long now = System.nanoTime();
        if (underWay == null && now - endedAt >= SECOND.toNanos()) {
            try {
                underWay = new Reading(now, reader.submit(this::read));
            } catch (RejectedExecutionException e) {
                return null; // it is being closed
            }
        }
        return underWay;
    }

    private void read() {
        ProgressReport report = null;
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

    private synchronized void ended(@Nullable ProgressReport report, @Nullable String error) {
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

    private synchronized Look now() {
        long now = System.nanoTime();
        long age = TimeUnit.NANOSECONDS.toSeconds(now - lastAt);
        Reading reading = underWay;
        long waited = reading == null ? 0 : now - reading.begunAt();
        if (waited > PATIENCE.toNanos()) {
            return new Look(
                    last,
                    age,
                    Optional.of("the database has not answered for " + TimeUnit.NANOSECONDS.toSeconds(waited) + " s"));
        }
        return new Look(last, age, Optional.ofNullable(failure));
    }

    /** A reading that hangs is left behind. */
    @Override
    public void close() {
        reader.shutdownNow();
    }
}
