package io.nfs2s3.outbox;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.OutboxSql.Waiting;
import io.nfs2s3.resilience.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The outbox as a drain sees it, page by page. While a page is being sent the one behind it is read, and the one before
 * it deleted, on a thread of its own: the database and SQS work at the same time. Each page is read in a transaction that
 * has renewed the lease and deleted, or could have deleted: what is sent could be deleted a moment ago.
 *
 * <p>It reads forward, and at the end once more from the beginning, until nothing is there: ids are not handed out in the
 * order of commits, and an entry with a smaller id that is committed late must not be passed over. It is of another path
 * than those that went before it, for whoever writes two of one path holds the row of that path from the first to its
 * commit. To look for it before each page costs a walk over all that has just been deleted. Used by one thread.
 */
final class DrainPages implements AutoCloseable {
    private final Jdbi jdbi;
    private final DrainLease lease;
    private final TimeRange window;
    private final long beginning;
    private @Nullable ExecutorService thread;
    private @Nullable CompletableFuture<List<Waiting>> ahead;
    private final List<Long> accepted = new ArrayList<>();
    private long unread;

    /** @param limit how many entries to read at most */
    DrainPages(Jdbi jdbi, DrainLease lease, TimeRange window, long limit) {
        this.jdbi = jdbi;
        this.lease = lease;
        this.window = window;
        this.unread = limit;
        // Only so that a late window does not read all that lies before it. What is committed with a smaller id
        // meanwhile is left to the next drain. The whole outbox has no first id.
        this.beginning = window.isAll() ? 0 : jdbi.withHandle(handle -> OutboxSql.firstId(handle, window)) - 1;
    }

    /** The next page; empty at the end. What was accepted of the page before is deleted now or soon. */
    List<Waiting> next() {
        List<Waiting> page = settle();
        List<Long> before = takeAccepted();
        if (page.isEmpty()) {
            page = deleteAndRead(before, beginning);
            before = List.of();
        }
        unread -= page.size();
        if (page.size() == OutboxDrainer.PAGE) {
            readAhead(before, page.get(page.size() - 1).id());
        } else {
            delete(before);
        }
        return page;
    }

    /** SQS took them: they may go. */
    void accept(List<Waiting> entries) {
        entries.forEach(entry -> accepted.add(entry.id()));
    }

    private List<Long> takeAccepted() {
        List<Long> taken = List.copyOf(accepted);
        accepted.clear();
        return taken;
    }

    private void readAhead(List<Long> before, long lastId) {
        ExecutorService reader = thread;
        if (reader == null) {
            reader = Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-drain"));
            thread = reader;
        }
        ahead = CompletableFuture.supplyAsync(() -> deleteAndRead(before, lastId), reader);
    }

    private List<Waiting> deleteAndRead(List<Long> ids, long behind) {
        int limit = (int) Math.min(OutboxDrainer.PAGE, unread);
        return TransactionRetry.inTransaction(jdbi, handle -> {
            lease.renew(handle);
            OutboxSql.delete(handle, ids);
            return limit == 0 ? List.of() : OutboxSql.oldest(handle, window, behind, limit);
        });
    }

    private void delete(List<Long> ids) {
        if (!ids.isEmpty()) {
            TransactionRetry.inTransaction(jdbi, handle -> {
                lease.renew(handle);
                return OutboxSql.delete(handle, ids);
            });
        }
    }

    private List<Waiting> settle() {
        CompletableFuture<List<Waiting>> reading = ahead;
        ahead = null;
        return reading == null ? List.of() : FutureErrors.join(reading);
    }

    /** Deletes what was accepted, as far as the lease is still this drain's. */
    @Override
    public void close() {
        try {
            settle();
        } finally {
            if (thread != null) {
                thread.shutdown();
            }
            delete(takeAccepted());
        }
    }
}
