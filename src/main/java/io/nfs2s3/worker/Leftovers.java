package io.nfs2s3.worker;

import io.nfs2s3.queue.MigrationQueue;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a run that is to leave nothing behind may end. The counts of SQS are approximate, and say 0 while messages are in
 * other hands; so the database is asked too. Files that are left without a message to be seen may be in the hands of a
 * worker that died: their messages come back within the visibility timeout, for which it goes on. For one run and one thread.
 */
final class Leftovers {
    /**
     * What is left in the database.
     *
     * @param queued files whose copy nobody has flipped, those in the outbox included
     * @param outbox uploads that no drain has sent to SQS
     */
    record Left(long queued, long outbox) {
        boolean isNothing() {
            return queued == 0 && outbox == 0;
        }

        /** One line: how many, and what to do. */
        String describe(Duration waited) {
            String files = queued + " files are left QUEUED, and no message of them came within " + waited.toSeconds()
                    + " s (sqs.visibilityTimeout)";
            return outbox > 0
                    ? files + "; " + outbox + " uploads wait in the outbox: run 'nfs2s3 drain', then this again"
                    : files + ": run 'nfs2s3 sweep --age PT0S', which sends them again, then this again";
        }
    }

    private final WorkerParts parts;
    private final LongSupplier nanos;
    private Left last = new Left(-1, -1);
    private long since;
    private boolean timeIsUp;
    private @Nullable Left found;

    /** @param nanos a clock such as {@link System#nanoTime()} */
    Leftovers(WorkerParts parts, LongSupplier nanos) {
        this.parts = parts;
        this.nanos = nanos;
    }

    /**
     * Asked whenever a long poll found nothing and nothing is in flight. When the time is up there is one more long poll:
     * the last one may have ended before a message came back that is there by now.
     */
    boolean isOver() {
        if (holds(parts.uploads()) || holds(parts.backfill())) {
            last = new Left(-1, -1);
            return false;
        }
        Left left =
                new Left(parts.catalog().queued().count(), parts.outboxDepth().getAsLong());
        if (!left.equals(last)) {
            last = left;
            since = nanos.getAsLong();
            timeIsUp = false;
        }
        boolean over = left.isNothing() || timeIsUp;
        timeIsUp = nanos.getAsLong() - since >= parts.visibilityTimeout().toNanos();
        found = over ? left : null;
        return over;
    }

    private static boolean holds(MigrationQueue queue) {
        return !queue.depth().isEmpty();
    }

    /** What was left at the end; empty text for nothing. */
    String describe() {
        Left left = found;
        return left == null || left.isNothing() ? "" : left.describe(parts.visibilityTimeout());
    }
}
