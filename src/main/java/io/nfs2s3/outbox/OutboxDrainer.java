package io.nfs2s3.outbox;

import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.queue.MigrationQueue;
import java.util.function.LongPredicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves outbox entries into SQS, in order.
 *
 * <p>One drainer works at a time in the whole cluster: the connection that reads and deletes holds an advisory lock, so
 * a drainer that lost its lock with its connection cannot delete anything any more. It reads the oldest
 * entries, sends ten at a time, and deletes the contiguous prefix that SQS accepted. There is no high-water mark (ids
 * are not handed out in commit order), and no transaction is open while SQS is called. Dying at any line repeats at most
 * two pages of {@value #PAGE}, in their order: the first time that each entry is sent stays in order. An entry that can never be sent is set aside with its reason, so that it does not hold up those behind it.
 */
public final class OutboxDrainer {
    /** Entries that are read and deleted at once. Dying repeats two pages at most. */
    public static final int PAGE = 50 * MigrationQueue.BATCH;

    /** First key of the advisory locks of nfs2s3; the second says what is locked. */
    private static final int LOCK_SPACE = 0x6E667332;

    private static final int DRAIN_LOCK = 1;
    private static final Logger log = LoggerFactory.getLogger(OutboxDrainer.class);
    private final Jdbi jdbi;
    private final MigrationQueue queue;

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
     */
    public DrainResult drain(TimeRange window, long limit, LongPredicate goOn) {
        try (Handle handle = jdbi.open()) {
            if (!lock(handle)) {
                return new DrainResult(0, Outcome.BUSY, "another drainer is at work");
            }
            try {
                OutboxSql.readByIndex(handle);
                try (DrainPages pages = new DrainPages(handle, window, limit)) {
                    return new DrainPass(pages, queue, goOn).run(limit);
                }
            } finally {
                release(handle);
            }
        }
    }

    private static boolean lock(Handle handle) {
        return handle.createQuery("SELECT pg_try_advisory_lock(:space, :lock)")
                .bind("space", LOCK_SPACE)
                .bind("lock", DRAIN_LOCK)
                .mapTo(Boolean.class)
                .one();
    }

    private static void release(Handle handle) {
        try {
            OutboxSql.readAsUsual(handle);
            handle.createQuery("SELECT pg_advisory_unlock(:space, :lock)")
                    .bind("space", LOCK_SPACE)
                    .bind("lock", DRAIN_LOCK)
                    .mapTo(Boolean.class)
                    .one();
        } catch (RuntimeException e) {
            log.debug("the connection is gone, and the lock with it", e);
        }
    }
}
