package io.nfs2s3.outbox;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.outbox.OutboxSql.Waiting;
import io.nfs2s3.queue.EncodedMessage;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One drain under its lease: sends page by page, batch by batch. Used once. */
final class DrainPass {
    /** So often SQS may refuse an entry for a fault of its own before it is set aside. */
    private static final int REFUSALS = 3;

    private static final Logger log = LoggerFactory.getLogger(DrainPass.class);
    private final Jdbi jdbi;
    private final DrainLease lease;
    private final MigrationQueue queue;
    private final LongPredicate goOn;
    private long sent;

    DrainPass(Jdbi jdbi, DrainLease lease, MigrationQueue queue, LongPredicate goOn) {
        this.jdbi = jdbi;
        this.lease = lease;
        this.queue = queue;
        this.goOn = goOn;
    }

    /** Entries that SQS accepted so far. */
    long sent() {
        return sent;
    }

    /**
     * Drains.
     *
     * @param limit how many entries to send at most
     * @throws DrainLease.LostException when another drainer took over
     */
    DrainResult run(TimeRange window, long limit) {
        try (DrainPages pages = new DrainPages(jdbi, lease, window, limit)) {
            return run(pages, limit);
        }
    }

    private DrainResult run(DrainPages pages, long limit) {
        for (List<Waiting> page = pages.next(); !page.isEmpty(); page = pages.next()) {
            for (int from = 0; from < page.size(); from += MigrationQueue.BATCH) {
                Optional<DrainResult> end =
                        send(pages, page.subList(from, Math.min(page.size(), from + MigrationQueue.BATCH)));
                if (end.isPresent()) {
                    return end.get();
                }
            }
            log.debug("drained sent={}", sent);
        }
        return new DrainResult(sent, sent < limit ? Outcome.EMPTIED : Outcome.STOPPED, "");
    }

    /** @return empty to go on */
    private Optional<DrainResult> send(DrainPages pages, List<Waiting> entries) {
        lease.keep();
        List<Waiting> batch = new ArrayList<>(entries.size());
        List<EncodedMessage> messages = new ArrayList<>(entries.size());
        for (Waiting entry : entries) {
            EncodedMessage message = entry.message();
            if (message == null) { // it will never be one
                log.error("outbox entry is set aside id={} reason=\"{}\"", entry.id(), entry.flaw());
                recordRefusal(entry, entry.flaw(), true, 1);
            } else {
                messages.add(message);
                batch.add(entry);
            }
        }
        List<SendResult> results;
        try {
            results = queue.sendEncoded(messages);
        } catch (QueueException e) {
            return Optional.of(new DrainResult(sent, Outcome.REFUSED, String.valueOf(e.getMessage())));
        }
        int prefix = prefix(results);
        pages.accept(batch.subList(0, prefix));
        sent += prefix;
        if (prefix < batch.size()) {
            return Optional.of(refused(batch.get(prefix), (SendResult.Refused) results.get(prefix)));
        }
        return goOn.test(sent) ? Optional.empty() : Optional.of(new DrainResult(sent, Outcome.STOPPED, ""));
    }

    private void recordRefusal(Waiting entry, String reason, boolean ownFault, int limit) {
        TransactionRetry.inTransaction(jdbi, handle -> {
            lease.renew(handle);
            return OutboxSql.recordRefusal(handle, entry.id(), reason, ownFault, limit);
        });
    }

    private static int prefix(List<SendResult> results) {
        int n = 0;
        while (n < results.size() && results.get(n).accepted()) {
            n++;
        }
        return n;
    }

    /** The drain stops here and comes again: by then SQS may take the entry, or it has been set aside. */
    private DrainResult refused(Waiting entry, SendResult.Refused refused) {
        recordRefusal(entry, refused.reason(), refused.ownFault(), REFUSALS);
        if (refused.ownFault() && entry.attempts() + 1 >= REFUSALS) {
            log.error("outbox entry is set aside id={} reason=\"{}\"", entry.id(), refused.reason());
        }
        return new DrainResult(
                sent, Outcome.REFUSED, "SQS refused outbox entry " + entry.id() + ": " + refused.reason());
    }
}
