package io.nfs2s3.progress;

import io.nfs2s3.database.TableRights;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.progress.HistorySql.Level;
import io.nfs2s3.progress.ProgressReport.HostCounts;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReport.QueueReading;
import io.nfs2s3.progress.Tally.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What was done in each minute, and how much there was: {@code nfs2s3.history}. Every process writes once a minute what it did,
 * and the first of them what the whole site has. Old minutes are folded into hours, and old hours into days.
 *
 * <p>Thread-safe. Errors of the database come as {@link org.jdbi.v3.core.JdbiException}.
 */
public final class History {
    private static final List<String> TABLE = List.of("nfs2s3.history");
    private static final Duration SILENCE = Duration.ofHours(3);

    /** What is folded into what, and how old it is then. Days stay. */
    private enum Fold {
        MINUTES("MINUTE", "HOUR", "hour", Duration.ofHours(1), Duration.ofHours(48)),
        HOURS("HOUR", "DAY", "day", Duration.ofDays(1), Duration.ofDays(90));

        private final String step;
        private final String next;
        private final String unit;
        private final Duration length;
        private final Duration kept;

        Fold(String step, String next, String unit, Duration length, Duration kept) {
            this.step = step;
            this.next = next;
            this.unit = unit;
            this.length = length;
            this.kept = kept;
        }
    }

    private final Jdbi jdbi;

    public History(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What the user of the database lacks to write it, as a statement that grants it; empty when nothing. */
    public Optional<String> missing() {
        return TableRights.mayWrite(jdbi, TABLE) ? Optional.empty() : Optional.of(TableRights.GRANT);
    }

    /**
     * Writes what a process did since the last time. What cannot be written is written the next time; if the answer to the commit
     * was lost, it is there twice.
     *
     * @param host may be that of other processes too: what they did is added
     * @param rests whether workers leave the backfill's files alone at present
     * @return the minute, when this process is to write the figures of the site in it
     */
    public Optional<Instant> write(String host, Tally tally, boolean rests) {
        return write(host, tally, true, rests);
    }

    /** The same for a process that ends: the figures of the site are left to others. */
    public void writeRest(String host, Tally tally) {
        write(host, tally, false, false);
    }

    private Optional<Instant> write(String host, Tally tally, boolean samples, boolean rests) {
        List<Entry> taken = tally.take();
        try {
            return TransactionRetry.statement(jdbi, handle -> HistorySql.add(handle, host, taken, samples, rests));
        } catch (RuntimeException | Error e) {
            tally.giveBack(taken);
            throw e;
        }
    }

    /**
     * Writes the figures of the site: files by kind and state from the counters, and these.
     *
     * @param queues those that SQS did not tell are not written
     */
    public void writeSite(Instant minute, OutboxCounts outbox, QueueReading queues) {
        List<Level> levels = new ArrayList<>();
        levels.add(new Level("outbox", "", outbox.depth()));
        levels.add(new Level("outbox_age_seconds", "", outbox.oldestAgeSeconds()));
        queues.counts().forEach((queue, counts) -> {
            levels.add(new Level("queue_waiting", queue, counts.visible()));
            levels.add(new Level("queue_in_flight", queue, counts.inFlight()));
            levels.add(new Level("queue_dead", queue, counts.dead()));
        });
        TransactionRetry.statement(jdbi, handle -> HistorySql.set(handle, minute, levels));
    }

    /**
     * Folds minutes that are older than 48 hours and hours that are older than 90 days, one hour or day in a transaction. Does
     * nothing while another host is at it.
     *
     * @return how many rows were folded
     */
    public long fold() {
        long folded = 0;
        for (Fold fold : Fold.values()) {
            int now;
            do {
                now = TransactionRetry.inTransaction(jdbi, handle -> {
                    // In a snapshot of its beginning a transaction cannot fold what others have folded since.
                    handle.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
                    return HistorySql.isAlone(handle) ? fold(handle, fold) : 0;
                });
                folded += now;
            } while (now > 0);
        }
        return folded;
    }

    private static int fold(Handle handle, Fold fold) {
        return HistorySql.oldest(handle, fold.step, fold.unit, fold.kept)
                .map(began -> HistorySql.fold(handle, fold.step, fold.next, began, fold.length))
                .orElse(0);
    }

    /** The minutes of the last time that are over, the oldest first; those of which nothing is known are left out. */
    public List<Minute> minutes(Duration lately) {
        return jdbi.withHandle(handle -> HistorySql.minutes(handle, lately));
    }

    /**
     * What was done from one moment up to another, by the days of a time zone. Reads all minutes and hours that are kept: about a
     * second.
     *
     * @param from not before 1970
     * @param to the first moment that does not belong to it; not after the year 9999
     */
    public PastDays days(Instant from, Instant to, ZoneId zone) {
        return jdbi.withHandle(handle -> HistoryDays.of(handle, from, to, zone));
    }

    /** What was done up to the present minute, and how much there was, in steps. Reads what is kept of the span: about a second of all. */
    public PastSpan span(Span span) {
        return jdbi.withHandle(handle -> SpanSql.read(handle, span));
    }

    /** The hosts whose processes have written within three hours, by name. */
    public List<HostCounts> hosts() {
        return jdbi.withHandle(handle -> HistorySql.hosts(handle, SILENCE));
    }
}
