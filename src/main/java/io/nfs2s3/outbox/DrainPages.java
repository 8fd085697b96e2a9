package io.nfs2s3.outbox;

import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.OutboxSql.Waiting;
import io.nfs2s3.resilience.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The outbox as a drain sees it, page by page. While a page is being sent the one behind it is read, and the one before
 * it deleted, on a thread of its own: the database and SQS work at the same time.
 *
 * <p>It reads forward, and at the end once more from the beginning, until nothing is there: ids are not handed out in the
 * order of commits, and an entry with a smaller id that is committed late must not be passed over. It is of another path
 * than those that went before it, for whoever writes two of one path holds the row of that path from the first to its
 * commit. To look for it before each page costs a walk over all that has just been deleted. Used by one thread.
 */
final class DrainPages implements AutoCloseable {
    private final Handle handle;
    private final TimeRange window;
    private final long beginning;
    private @Nullable ExecutorService thread;
    private @Nullable CompletableFuture<List<Waiting>> ahead;
    private final List<Long> accepted = new ArrayList<>();
    private long unread;

    /** @param limit how many entries to read at most */
    DrainPages(Handle handle, TimeRange window, long limit) {
        this.handle = handle;
        this.window = window;
        this.unread = limit;
        // Only so that a late window does not read all that lies before it. What is committed with a smaller id
        // meanwhile is left to the next drain. The whole outbox has no first id.
        this.beginning = window.isAll() ? 0 : OutboxSql.firstId(handle, window) - 1;
    }

    /** The next page; empty at the end. What was accepted of the page before is deleted now or soon. */
    List<Waiting> next() {
        List<Waiting> page = settle();
        if (page.isEmpty()) {
            deleteAccepted();
            page = readBehind(beginning);
        }
        unread -= page.size();
        List<Long> before = List.copyOf(accepted);
        accepted.clear();
        if (page.size() == OutboxDrainer.PAGE) {
            readAhead(page.get(page.size() - 1).id(), before);
        } else {
            OutboxSql.delete(handle, before);
        }
        return page;
    }

    /** SQS took them: they may go. */
    void accept(List<Waiting> entries) {
        entries.forEach(entry -> accepted.add(entry.id()));
    }

    /** Waits until the connection is free for others than this class. */
    Handle handle() {
        if (ahead != null) {
            ahead = CompletableFuture.completedFuture(settle());
        }
        return handle;
    }

    private void readAhead(long lastId, List<Long> before) {
        ExecutorService reader = thread;
        if (reader == null) {
            reader = Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-drain"));
            thread = reader;
        }
        ahead = CompletableFuture.supplyAsync(
                () -> {
                    OutboxSql.delete(handle, before);
                    return readBehind(lastId);
                },
                reader);
    }

    private List<Waiting> readBehind(long id) {
        int limit = (int) Math.min(OutboxDrainer.PAGE, unread);
        return limit == 0 ? List.of() : OutboxSql.oldest(handle, window, id, limit);
    }

    private List<Waiting> settle() {
        CompletableFuture<List<Waiting>> reading = ahead;
        ahead = null;
        return reading == null ? List.of() : FutureErrors.join(reading);
    }

    private void deleteAccepted() {
        OutboxSql.delete(handle, accepted);
        accepted.clear();
    }

    /** Deletes what was accepted, as far as the connection still lives. */
    @Override
    public void close() {
        try {
            settle();
            deleteAccepted();
        } finally {
            if (thread != null) {
                thread.shutdown();
            }
        }
    }
}
