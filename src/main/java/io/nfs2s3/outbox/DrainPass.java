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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One drain under the lock: page by page, each sent in batches and then deleted as far as SQS took it. Used once. */
final class DrainPass {
    /** So often SQS may refuse an entry for a fault of its own before it is set aside. */
    private static final int REFUSALS = 3;

    /** One read and one delete for so many entries: with one for each batch they took as long as the sending. */
    private static final int PAGE = 10 * MigrationQueue.BATCH;

    private static final Logger log = LoggerFactory.getLogger(DrainPass.class);
    private final Handle handle;
    private final MigrationQueue queue;
    private final OutboxWindow window;
    private final long limit;
    private final LongPredicate goOn;
    private final List<Long> accepted = new ArrayList<>();
    private long sent;

    DrainPass(Handle handle, MigrationQueue queue, OutboxWindow window, long limit, LongPredicate goOn) {
        this.handle = handle;
        this.queue = queue;
        this.window = window;
        this.limit = limit;
        this.goOn = goOn;
    }

    DrainResult run() {
        // Only so that a late window does not read all that lies before it, again for each page. An entry with a
        // smaller id that is committed meanwhile is left to the next drain. The whole outbox has no first id.
        long firstId = window.isAll() ? 0 : OutboxSql.firstId(handle, window);
        while (sent < limit) {
            List<OutboxEntry> page = OutboxSql.oldest(handle, window, firstId, (int) Math.min(PAGE, limit - sent));
            if (page.isEmpty()) {
                return new DrainResult(sent, Outcome.EMPTIED, "");
            }
            Optional<DrainResult> end;
            try {
                end = drain(page);
            } finally {
                OutboxSql.delete(handle, accepted);
                accepted.clear();
            }
            log.debug("drained sent={}", sent);
            if (end.isPresent()) {
                return end.get();
            }
        }
        return new DrainResult(sent, Outcome.STOPPED, "");
    }

    /** @return empty to go on with the next page */
    private Optional<DrainResult> drain(List<OutboxEntry> page) {
        for (int from = 0; from < page.size(); from += MigrationQueue.BATCH) {
            List<OutboxEntry> batch = page.subList(from, Math.min(page.size(), from + MigrationQueue.BATCH));
            Optional<List<MigrationMessage>> messages = messages(batch);
            if (messages.isEmpty()) {
                return Optional.empty(); // one was set aside; the head is another now
            }
            List<SendResult> results;
            try {
                results = queue.sendBatch(messages.get());
            } catch (QueueException e) {
                return Optional.of(new DrainResult(sent, Outcome.REFUSED, String.valueOf(e.getMessage())));
            }
            int prefix = prefix(results);
            batch.subList(0, prefix).forEach(entry -> accepted.add(entry.id()));
            sent += prefix;
            if (prefix < batch.size()) {
                return Optional.of(refused(batch.get(prefix), (SendResult.Refused) results.get(prefix)));
            }
            if (!goOn.test(sent)) {
                return Optional.of(new DrainResult(sent, Outcome.STOPPED, ""));
            }
        }
        return Optional.empty();
    }

    private static int prefix(List<SendResult> results) {
        int n = 0;
        while (n < results.size() && results.get(n).accepted()) {
            n++;
        }
        return n;
    }

    /** The drain stops here and comes again: by then SQS may take the entry, or it has been set aside. */
    private DrainResult refused(OutboxEntry entry, SendResult.Refused refused) {
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
    private Optional<List<MigrationMessage>> messages(List<OutboxEntry> entries) {
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
}
