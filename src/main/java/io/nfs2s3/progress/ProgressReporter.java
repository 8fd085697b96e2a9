package io.nfs2s3.progress;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.database.Deadline;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.ProgressReport.Media;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.QueueReading;
import io.nfs2s3.progress.ProgressReport.Rate;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.progress.ProgressReport.WorkerCounts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
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
    private final Jdbi jdbi;
    private final Supplier<OutboxCounts> outbox;
    private final Supplier<QueueReading> queues;
    private final LongSupplier spoolBytes;
    private final BooleanSupplier backfillRests;
    private final Supplier<List<VerifyCounts>> verifies;

    /**
     * @param outbox counts the outbox
     * @param queues asks SQS, and takes a limited time
     * @param spoolBytes looks at this host's spool
     * @param backfillRests whether workers leave the backfill's files alone at present
     * @param verifies reads what the last ones found
     */
    public ProgressReporter(
            Jdbi jdbi,
            Supplier<OutboxCounts> outbox,
            Supplier<QueueReading> queues,
            LongSupplier spoolBytes,
            BooleanSupplier backfillRests,
            Supplier<List<VerifyCounts>> verifies) {
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.queues = queues;
        this.spoolBytes = spoolBytes;
        this.backfillRests = backfillRests;
        this.verifies = verifies;
    }

    /**
     * Reads the counters of the media table, exact, and what else there is to know: some milliseconds, however many files
     * there are.
     *
     * @throws org.jdbi.v3.core.JdbiException when the database fails
     */
    public ProgressReport report() {
        Media media;
        List<HookCounts> hooks;
        Rate rate;
        List<WorkerCounts> workers;
        try (Handle handle = jdbi.open()) {
            media = media(handle);
            hooks = hooks(handle);
            rate = rate(handle);
            workers = workers(handle);
        }
        QueueReading read = queues.get();
        long queued = media.byState().getOrDefault(MediaState.QUEUED, 0L);
        String unknown = etaUnknown(queued, read.counts(), rate);
        return new ProgressReport(
                media,
                outbox.get(),
                spoolBytes.getAsLong(),
                hooks,
                read.counts(),
                read.problem(),
                rate,
                workers,
                verified(),
                writable(),
                unknown == null ? eta(queued, rate) : null,
                unknown);
    }

    /** Nothing where these alone cannot be read: a user may not yet have been granted their tables. */
    private List<VerifyCounts> verified() {
        try {
            return verifies.get();
        } catch (JdbiException | IllegalArgumentException e) {
            log.debug("what verifies found cannot be read", e);
            return List.of();
        }
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
     * Forgets the hooks of processes that have not been heard of for {@code age}.
     *
     * @return how many
     */
    public int forgetHooks(Duration age) {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate(
                                "DELETE FROM nfs2s3.upload_hook WHERE seen_at < now() - make_interval(secs => :seconds)")
                        .bind("seconds", age.toMillis() / 1_000.0)
                        .execute());
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

    private static Media media(Handle handle) {
        Map<MediaState, Long> byState = new EnumMap<>(MediaState.class);
        for (MediaState state : MediaState.values()) {
            byState.put(state, 0L);
        }
        long[] migrated = {0};
        handle.createQuery("""
                SELECT state, location, sum(files) AS files, sum(bytes) AS bytes
                FROM nfs2s3.media_by_state GROUP BY state, location
                """)
                .map((row, context) -> {
                    byState.put(MediaState.valueOf(row.getString("state")), row.getLong("files"));
                    return row.getString("location").equals(Location.S3.name()) ? row.getLong("bytes") : 0L;
                })
                .forEach(bytes -> migrated[0] += bytes);
        long total = byState.values().stream().mapToLong(Long::longValue).sum();
        return new Media(total, byState, migrated[0]);
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

    /** Why there is no telling how long it takes; null when there is. */
    private @Nullable String etaUnknown(long queued, Map<String, QueueCounts> counts, Rate rate) {
        if (queued == 0) {
            return null;
        }
        if (backfillRests.getAsBoolean() && mayHaveMessages(counts.get(BACKFILL))) {
            return ProgressReport.PAUSED;
        }
        return rate.filesPerSecond() > 0 ? null : ProgressReport.IDLE;
    }

    private static boolean mayHaveMessages(@Nullable QueueCounts counts) {
        return counts == null || counts.visible() + counts.inFlight() > 0;
    }

    private static long eta(long queued, Rate rate) {
        return queued == 0 ? 0 : Math.max(1, Math.round(queued / rate.filesPerSecond()));
    }
}
