package io.nfs2s3.outbox;

import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.SendResult;
import io.nfs2s3.queue.UnreadableMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves outbox entries into SQS, in order.
 *
 * <p>One drainer works at a time in the whole cluster: the connection that reads and deletes holds an advisory lock, so
 * a drainer that lost its lock with its connection cannot delete anything any more. It reads the oldest entries, sends
 * ten at a time, and deletes the contiguous prefix that SQS accepted. There is no high-water mark (ids are not handed
 * out in commit order), and no transaction is open while SQS is called. Dying at any line repeats at most one batch. An
 * entry that can never be sent is set aside with its reason, so that it does not hold up those behind it.
 */
public final class OutboxDrainer {
    /** First key of the advisory locks of nfs2s3; the second says what is locked. */
    private static final int LOCK_SPACE = 0x6E667332;

    private static final int DRAIN_LOCK = 1;
    /** So often SQS may refuse an entry for a fault of its own before it is set aside. */
    private static final int REFUSALS = 3;

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
        return drain(OutboxWindow.ALL, limit, goOn);
    }

    /**
     * Drains one window of time only. What lies outside stays where it is; inside, the order is kept and the drain stops
     * at the first entry that SQS does not take. Messages of one path may so overtake one another across the edge of the
     * window, which does no harm: the worker compares generations.
     */
    public DrainResult drain(OutboxWindow window, long limit, LongPredicate goOn) {
        try (Handle handle = jdbi.open()) {
            if (!lock(handle)) {
                return new DrainResult(0, Outcome.BUSY, "another drainer is at work");
            }
            try {
                return drainLocked(handle, window, limit, goOn);
            } finally {
                unlock(handle);
            }
        }
    }

    private DrainResult drainLocked(Handle handle, OutboxWindow window, long limit, LongPredicate goOn) {
        // Only so that a late window does not read all that lies before it, again for each batch. An entry with a
        // smaller
        // id that is committed meanwhile is left to the next drain. The whole outbox is drained without a first id.
        long firstId = window.isAll() ? 0 : OutboxSql.firstId(handle, window);
        long sent = 0;
        while (sent < limit) {
            List<OutboxEntry> head =
                    OutboxSql.oldest(handle, window, firstId, (int) Math.min(MigrationQueue.BATCH, limit - sent));
            if (head.isEmpty()) {
                return new DrainResult(sent, Outcome.EMPTIED, "");
            }
            Optional<List<MigrationMessage>> messages = messages(handle, head);
            if (messages.isEmpty()) {
                continue; // one was set aside; the head is another now
            }
            List<SendResult> results;
            try {
                results = queue.sendBatch(messages.get());
            } catch (QueueException e) {
                return new DrainResult(sent, Outcome.REFUSED, String.valueOf(e.getMessage()));
            }
            int accepted = prefix(results);
            OutboxSql.delete(
                    handle,
                    head.subList(0, accepted).stream().map(OutboxEntry::id).toList());
            sent += accepted;
            if (accepted < head.size()) {
                return refused(handle, sent, head.get(accepted), (SendResult.Refused) results.get(accepted));
            }
            log.debug("drained entries={} sent={}", accepted, sent);
            if (!goOn.test(sent)) {
                break;
            }
        }
        return new DrainResult(sent, Outcome.STOPPED, "");
    }

    private static int prefix(List<SendResult> results) {
        int n = 0;
        while (n < results.size() && results.get(n).accepted()) {
            n++;
        }
        return n;
    }

    /** The drain stops here and comes again: by then SQS may take the entry, or it has been set aside. */
    private static DrainResult refused(Handle handle, long sent, OutboxEntry entry, SendResult.Refused refused) {
        OutboxSql.recordRefusal(handle, entry.id(), refused.reason(), refused.ownFault(), REFUSALS);
        if (refused.ownFault() && entry.attempts() + 1 >= REFUSALS) {
            log.error("outbox entry is set aside id={} reason=\"{}\"", entry.id(), refused.reason());
        }
        return new DrainResult(
                sent, Outcome.REFUSED, "SQS refused outbox entry " + entry.id() + ": " + refused.reason());
    }

    /**
     * Reads the entries. One that is no message will never be one: it is set aside at once.
     *
     * @return empty if one was set aside
     */
    private static Optional<List<MigrationMessage>> messages(Handle handle, List<OutboxEntry> entries) {
        List<MigrationMessage> messages = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries) {
            try {
                messages.add(MessageCodec.decode(entry.message()));
            } catch (UnreadableMessageException e) {
                log.error("outbox entry is set aside id={} reason=\"{}\"", entry.id(), e.getMessage());
                OutboxSql.recordRefusal(handle, entry.id(), String.valueOf(e.getMessage()), true, 1);
                return Optional.empty();
            }
        }
        return Optional.of(messages);
    }

    private static boolean lock(Handle handle) {
        return handle.createQuery("SELECT pg_try_advisory_lock(:space, :lock)")
                .bind("space", LOCK_SPACE)
                .bind("lock", DRAIN_LOCK)
                .mapTo(Boolean.class)
                .one();
    }

    private static void unlock(Handle handle) {
        try {
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
