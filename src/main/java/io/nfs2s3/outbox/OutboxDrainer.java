package io.nfs2s3.outbox;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.resilience.Backoff;
import io.nfs2s3.resilience.ProcessName;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves outbox entries into SQS, in order.
 *
 * <p>One drainer works at a time in the whole cluster: it has a lease, a row of the database, and each transaction that
 * reads or deletes entries renews it first. So a drainer that lost its lease deletes nothing any more, and nothing is
 * sent while the database takes no writes. It reads the oldest entries, sends ten at a time, and deletes the contiguous
 * prefix that SQS accepted. There is no high-water mark (ids are not handed out in commit order), and no transaction
 * waits for a call to SQS. Dying at any line repeats at most two pages of {@value #PAGE}, in their order: the first time
 * that each entry is sent stays in order. An entry that can never be sent is set aside with its reason, so that it does not
 * hold up those behind it.
 * Thread-safe.
 */
public final class OutboxDrainer {
    /** Entries that are read and deleted at once. Dying repeats two pages at most. */
    public static final int PAGE = 50 * MigrationQueue.BATCH;

    /** When another drainer has been at work for longer, an operator is told that this one waits. */
    private static final long LONG_SECONDS = 60;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Logger log = LoggerFactory.getLogger(OutboxDrainer.class);
    private final Jdbi jdbi;
    private final MigrationQueue queue;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, System::nanoTime);
    private volatile String undeleted = "";
    private volatile @Nullable String name;
    private volatile @Nullable DrainLease unreleased;

    public OutboxDrainer(Jdbi jdbi, MigrationQueue queue) {
        this.jdbi = jdbi;
        this.queue = queue;
    }

    /** Drains until the outbox is empty or SQS refuses. */
    public DrainResult drain() {
        return drain(Long.MAX_VALUE, sent -> true);
    }

    /**
     * Drains until the outbox is empty, SQS refuses, or enough was sent.
     *
     * @param limit how many entries to send at most
     * @param goOn told the number sent so far after each batch; false stops
     */
    public DrainResult drain(long limit, LongPredicate goOn) {
        return drain(TimeRange.ALL, limit, goOn);
    }

    /**
     * Drains one window of time only. What lies outside stays where it is; inside, the order is kept and the drain stops
     * at the first entry that SQS does not take. Messages of one path may so overtake one another across the edge of the
     * window, which does no harm: the worker compares generations.
     *
     * @throws org.jdbi.v3.core.JdbiException when the database fails
     */
    public DrainResult drain(TimeRange window, long limit, LongPredicate goOn) {
        Duration pause = backoff.left();
        if (!pause.isZero()) {
            return new DrainResult(
                    0,
                    Outcome.SUSPENDED,
                    "what was sent could not be deleted from the outbox, and would be sent again; tried again in "
                            + Math.max(1, pause.toSeconds()) + " s: " + undeleted);
        }
        if (jdbi.withHandle(OutboxSql::isEmpty)) {
            return new DrainResult(0, Outcome.EMPTIED, "");
        }
        releaseLate();
        Optional<LeaseHolder> holder = jdbi.withHandle(DrainLease::holder);
        DrainLease lease = new DrainLease(jdbi, System::nanoTime);
        return take(lease, holder) ? drain(lease, window, limit, goOn) : busy(holder);
    }

    private boolean take(DrainLease lease, Optional<LeaseHolder> holder) {
        try {
            return lease.take(name(), holder);
        } catch (RuntimeException e) {
            unreleased = lease; // if only the answer was lost, it has the lease
            throw e;
        }
    }

    private static DrainResult busy(Optional<LeaseHolder> holder) {
        return new DrainResult(
                0,
                holder.filter(other -> other.seconds() > LONG_SECONDS).isPresent()
                        ? Outcome.BUSY_FOR_LONG
                        : Outcome.BUSY,
                holder.map(LeaseHolder::toString).orElse("another drainer is at work"));
    }

    private DrainResult drain(DrainLease lease, TimeRange window, long limit, LongPredicate goOn) {
        DrainPass pass = new DrainPass(jdbi, lease, queue, goOn);
        try {
            DrainResult result = pass.run(window, limit);
            backoff.succeeded();
            return result;
        } catch (DrainLease.LostException e) {
            return new DrainResult(pass.sent(), Outcome.BUSY, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (pass.sent() > 0) {
                undeleted = ErrorText.ofRoot(e);
                backoff.failed();
            }
            throw e;
        } finally {
            release(lease);
        }
    }

    private void release(DrainLease lease) {
        try {
            lease.release();
        } catch (RuntimeException e) {
            log.debug("the lease of the drain ends by itself, or is given back by the next", e);
            unreleased = lease;
        }
    }

    /** After an outage this drainer need not wait for the end of a lease of its own, known or not. */
    private void releaseLate() {
        DrainLease left = unreleased;
        if (left != null) {
            left.release();
            unreleased = null;
        }
    }

    /** Asked for late: to look up the name of a host may take its time. */
    private String name() {
        String known = name;
        if (known == null) {
            known = ProcessName.unique();
            name = known;
        }
        return known;
    }
}
