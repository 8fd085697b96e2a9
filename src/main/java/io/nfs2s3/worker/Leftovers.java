package io.nfs2s3.worker;

import io.nfs2s3.catalog.QueuedMedia;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a run that is to leave nothing behind may end. The counts of SQS are approximate, and say 0 while messages are in
 * other hands; so the database is asked too. Files that are left without a message to be seen may be in the hands of a
 * worker that died: their messages come back within the visibility timeout, for which it goes on. For one run and one thread.
 *
 * <p>What counts is what was there at the first look. Uploads that come later are done as well; but on a site that never
 * rests there is always one of them, and its message may be all that SQS hides.
 */
final class Leftovers {
    /**
     * What is left in the database of what was there at the first look.
     *
     * @param queued files whose copy nobody has flipped, those in the outbox included
     * @param outbox uploads that no drain has sent to SQS
     */
    record Left(long queued, long outbox) {
        private static final Left UNKNOWN = new Left(-1, -1);

        boolean isNothing() {
            return queued == 0 && outbox == 0;
        }

        /** One line: how many, and what to do. */
        String describe(Duration waited) {
            String files = queued + " files are left QUEUED, and no message of them came within " + waited.toSeconds()
                    + " s (sqs.visibilityTimeout)";
            return outbox > 0
                    ? files + "; " + outbox + " uploads wait in the outbox: run 'nfs2s3 drain', then this again"
                    : files + ": run 'nfs2s3 sweep --age 0s', which sends them again, then this again";
        }
    }

    /** Looks in a visibility timeout while the worker is at work. */
    private static final int LOOKS = 10;

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private final WorkerParts parts;
    private final Predicate<Duration> holdsFor;
    private final LongSupplier nanos;
    private final long patience;
    private @Nullable Instant begun;
    private @Nullable Long lookedAt;
    /** When the last upload was seen that came after the first look. */
    private @Nullable Long uploadAt;

    private Left last = Left.UNKNOWN;
    private long since;
    private boolean timeIsUp;
    private @Nullable Left found;

    /**
     * @param holdsFor whether this worker has had a message for so long
     * @param nanos a clock such as {@link System#nanoTime()}
     */
    Leftovers(WorkerParts parts, Predicate<Duration> holdsFor, LongSupplier nanos) {
        this.parts = parts;
        this.holdsFor = holdsFor;
        this.nanos = nanos;
        this.patience = parts.visibilityTimeout().toNanos();
    }

    /**
     * Asked again and again. When the time is up there is one more long poll: the last one may have ended before a message
     * came back that is there by now.
     *
     * @param idle whether a long poll found nothing and nothing is in flight; otherwise it looks now and then only
     */
    boolean isOver(boolean idle) {
        long now = nanos.getAsLong();
        if (idle) {
            return look(true, now);
        }
        if (isWithin(patience / LOOKS, lookedAt, now)) {
            return false;
        }
        lookedAt = now;
        try {
            return look(false, now);
        } catch (QueueException e) { // it can be asked again: what is at work needs no counts
            log.debug("messages cannot be counted reason=\"{}\"", ErrorText.of(e));
            return false;
        }
    }

    private boolean look(boolean idle, long now) {
        Instant before = begun();
        QueueDepth uploads = parts.uploads().depth();
        QueueDepth backfill = parts.backfill().depth();
        if (uploads.visible() > 0 || backfill.visible() > 0) {
            return false;
        }
        Left left = left(before, now);
        boolean hidden = !idle || !uploads.isEmpty() || !backfill.isEmpty();
        if (hidden && !isOfUploads(now)) {
            last = Left.UNKNOWN; // the time begins when these are done
            return false;
        }
        if (!left.equals(last)) {
            last = left;
            since = now;
            timeIsUp = false;
        }
        boolean over = timeIsUp || (left.isNothing() && !hidden);
        timeIsUp = now - since >= patience;
        found = over ? left : null;
        return over;
    }

    /** Whether what SQS hides may all be of uploads that came later, and not of what was there. */
    private boolean isOfUploads(long now) {
        return isWithin(patience, uploadAt, now) && !holdsFor.test(parts.visibilityTimeout());
    }

    private Instant begun() {
        Instant known = begun;
        Instant first = known != null ? known : parts.catalog().queued().ago(Duration.ZERO);
        begun = first;
        return first;
    }

    private Left left(Instant before, long now) {
        QueuedMedia.Count queued = parts.catalog().queued().count(before);
        if (queued.all() > queued.old()) {
            uploadAt = now;
        }
        return new Left(queued.old(), parts.outboxBefore().applyAsLong(before));
    }

    private static boolean isWithin(long span, @Nullable Long then, long now) {
        return then != null && now - then < span;
    }

    /** What was left at the end; empty text for nothing. */
    String describe() {
        Left left = found == null ? null : ended(found);
        return left == null || left.isNothing() ? "" : left.describe(parts.visibilityTimeout());
    }

    /** Counts once more: what was in flight at the last look is done by now. */
    private Left ended(Left then) {
        try {
            return then.isNothing() ? then : left(begun(), nanos.getAsLong());
        } catch (RuntimeException e) {
            if (!DatabaseErrors.isOutage(e)) {
                throw e;
            }
            return then;
        }
    }
}
