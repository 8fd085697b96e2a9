package io.nfs2s3.progress;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.database.Deadline;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.progress.Forecast.Left;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.QueueReading;
import io.nfs2s3.progress.ProgressReport.Rate;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.progress.ProgressReport.WorkerCounts;
import io.nfs2s3.progress.RecentHistory.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the state of the migration from the database and the queues. Thread-safe. */
public final class ProgressReporter {
    private static final Logger log = LoggerFactory.getLogger(ProgressReporter.class);
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(2);
    private static final int WINDOW_SECONDS = 60;
    private static final int BUCKET_SECONDS = 10;
    private static final String BACKFILL = "backfill";
    private static final String UPLOADS = "uploads";
    private static final int MINUTES = 60;
    private final Jdbi jdbi;
    private final Supplier<OutboxCounts> outbox;
    private final Supplier<QueueReading> queues;
    private final LongSupplier spoolBytes;
    private final BackfillTimes backfill;
    private final Supplier<List<VerifyCounts>> verifies;
    private final RecentHistory history;

    /**
     * @param outbox counts the outbox
     * @param queues asks SQS, and takes a limited time
     * @param spoolBytes looks at this host's spool
     * @param backfill when workers take its files
     * @param verifies reads what the last ones found
     */
    public ProgressReporter(
            Jdbi jdbi,
            Supplier<OutboxCounts> outbox,
            Supplier<QueueReading> queues,
            LongSupplier spoolBytes,
            BackfillTimes backfill,
            Supplier<List<VerifyCounts>> verifies) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.queues = queues;
        this.spoolBytes = spoolBytes;
        this.backfill = backfill;
        this.verifies = verifies;
        this.history = new RecentHistory(new History(jdbi));
    }

    /**
     * Reads the counters of the media table, exact, and what else there is to know: some milliseconds, however many files
     * there are.
     *
     * @throws org.jdbi.v3.core.JdbiException when the database fails
     */
    public ProgressReport report() {
        CountedFiles counted;
        List<HookCounts> hooks;
        Rate rate;
        List<WorkerCounts> workers;
        Instant now;
        try (Handle handle = jdbi.open()) {
            counted = CountedFiles.read(handle);
            hooks = hooks(handle);
            rate = rate(handle);
            workers = workers(handle);
            now = handle.createQuery("SELECT now()").mapTo(Instant.class).one();
        }
        Look lately = orElse(history::look, new Look(List.of(), List.of()));
        QueueReading read = queues.get();
        return new ProgressReport(
                counted.media(),
                outbox.get(),
                spoolBytes.getAsLong(),
                hooks,
                read.counts(),
                read.problem(),
                rate,
                workers,
                orElse(verifies, List.of()),
                writable(),
                eta(
                        counted.left(),
                        mayHaveMessages(read.counts().get(BACKFILL)),
                        hasMessages(read.counts().get(UPLOADS)),
                        rate,
                        lately,
                        now),
                counted.counts(),
                counted.kinds(),
                counted.failures(),
                lately.hosts(),
                lately.filesByMinute(now, MINUTES));
    }

    /** This alone may not be readable: a user may not yet have been granted a table of a newer build. */
    private static <T> T orElse(Supplier<T> reading, T otherwise) {
        try {
            return reading.get();
        } catch (JdbiException | IllegalArgumentException e) {
            log.debug("a part of the figures cannot be read", e);
            return otherwise;
        }
    }

    /**
     * How long it takes.
     *
     * @param ofBackfill whether its queue may have messages, so that its pauses and hours hold up what is left
     * @param live whether uploads wait, which no pause holds up
     */
    private Eta eta(Left left, boolean ofBackfill, boolean live, Rate rate, Look lately, Instant now) {
        if (left.files() == 0) {
            return new Eta(0L, 0L, null);
        }
        if (live && rate.filesPerSecond() == 0) {
            return Eta.unknown(Eta.IDLE);
        }
        if (ofBackfill && backfill.isPaused()) {
            return Eta.unknown(Eta.PAUSED);
        }
        if (rate.filesPerSecond() == 0 && !(ofBackfill && backfill.rests())) {
            return Eta.unknown(Eta.IDLE);
        }
        Predicate<Instant> open = ofBackfill ? backfill::isOpenAt : moment -> true;
        Eta eta = Forecast.of(lately.minutes(), left, now, open);
        Long low = eta.lowSeconds();
        return low != null && backfill.isFinding() ? Eta.ofLeast(low) : eta;
    }

    /** Asked by a write, which has the pool part with a server that refuses it. */
    private boolean writable() {
        try {
            TransactionRetry.inTransaction(
                    jdbi,
                    Deadline.in(WRITE_PATIENCE),
                    handle -> handle.execute("UPDATE nfs2s3.progress SET files = files WHERE false"));
            return true;
        } catch (JdbiException e) {
            log.debug("no write to the database", e);
            return !DatabaseErrors.isOutage(e); // a user who may only read says nothing of the server
        }
    }

    /**
     * Forgets what was flipped longer ago than {@code age}. Totals come from the media table and lose nothing.
     *
     * @return how many buckets were removed
     */
    public int prune(Duration age) {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate(
                                "DELETE FROM nfs2s3.progress WHERE bucket < now() - make_interval(secs => :seconds)")
                        .bind("seconds", age.toMillis() / 1_000.0)
                        .execute());
    }

    /**
     * Forgets the hooks of processes that have not been heard of for {@code age}, but for what they counted.
     *
     * @return how many
     */
    public int forgetHooks(Duration age) {
        return TransactionRetry.statement(
                jdbi, handle -> HookHeartbeats.forget(handle, null, age.toMillis() / 1_000.0));
    }

    /**
     * How fast files were flipped lately, between the first flip and the last of the window.
     *
     * @return empty when nothing was flipped
     * @throws org.jdbi.v3.core.JdbiException when the database fails
     */
    public OptionalDouble filesPerSecond(Duration window) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                SELECT sum(files) / (extract(epoch FROM max(bucket) - min(bucket)) + :bucket) AS rate
                FROM nfs2s3.throughput WHERE bucket > now() - make_interval(secs => :window)
                """)
                .bind("bucket", BUCKET_SECONDS)
                .bind("window", window.toMillis() / 1_000.0)
                .map((row, context) -> {
                    double rate = row.getDouble("rate");
                    return rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty();
                })
                .one());
    }

    private static List<HookCounts> hooks(Handle handle) {
        return handle.createQuery("SELECT * FROM nfs2s3.upload_hooks ORDER BY name")
                .map((row, context) -> new HookCounts(
                        row.getString("name"),
                        row.getLong("seen_seconds_ago"),
                        row.getString("sqs_breaker"),
                        row.getString("database_breaker"),
                        row.getLong("to_sqs"),
                        row.getLong("to_outbox"),
                        row.getLong("to_spool"),
                        row.getLong("held"),
                        row.getLong("refused"),
                        row.getLong("spool_bytes")))
                .list();
    }

    private static List<WorkerCounts> workers(Handle handle) {
        return handle.createQuery("""
                SELECT DISTINCT ON (worker) worker, files_at_once, calls_at_once
                FROM nfs2s3.progress
                WHERE bucket > now() - make_interval(secs => :window) AND files_at_once IS NOT NULL
                ORDER BY worker, bucket DESC
                """)
                .bind("window", WINDOW_SECONDS)
                .map((row, context) -> new WorkerCounts(
                        row.getString("worker"), row.getInt("files_at_once"), row.getInt("calls_at_once")))
                .list();
    }

    /** Over the window, or since the first flip in it where that is shorter. */
    private static Rate rate(Handle handle) {
        return handle.createQuery("""
                SELECT coalesce(sum(files), 0) AS files, coalesce(sum(bytes), 0) AS bytes,
                       greatest(1, extract(epoch FROM now() - min(bucket))) AS seconds
                FROM nfs2s3.throughput WHERE bucket > now() - make_interval(secs => :window)
                """)
                .bind("window", WINDOW_SECONDS)
                .map((row, context) -> {
                    double seconds = Math.min(WINDOW_SECONDS, Math.max(1, row.getDouble("seconds")));
                    return new Rate(row.getLong("files") / seconds, row.getLong("bytes") / seconds);
                })
                .one();
    }

    private static boolean hasMessages(@Nullable QueueCounts counts) {
        return counts != null && counts.visible() + counts.inFlight() > 0;
    }

    private static boolean mayHaveMessages(@Nullable QueueCounts counts) {
        return counts == null || counts.visible() + counts.inFlight() > 0;
    }
}
