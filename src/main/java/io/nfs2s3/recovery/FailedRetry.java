package io.nfs2s3.recovery;

import io.nfs2s3.catalog.FailedFiles;
import io.nfs2s3.catalog.FailedFiles.Requeued;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Puts FAILED files back into the queue.
 *
 * <p>First the rows are set back, then the message is sent. Dying between the two leaves files QUEUED without a message,
 * as a host does that dies between registering and sending: the sweep finds them. The other way round a worker could
 * meet the message while the file is still FAILED, and drop it. Any number may run at a time: each takes other rows.
 * The pointer stays NFS, so the site's own columns have nothing to learn.
 */
public final class FailedRetry {
    private final FailedFiles files;
    private final MediaCatalog catalog;
    private final MigrationQueue backfill;
    private final Duration sweepAge;

    /** @param sweepAge the setting {@code sweep.age} */
    public FailedRetry(FailedFiles files, MediaCatalog catalog, MigrationQueue backfill, Duration sweepAge) {
        this.files = files;
        this.catalog = catalog;
        this.backfill = backfill;
        this.sweepAge = sweepAge;
    }

    /**
     * Retries the files that are FAILED now, those that failed first before the others. One that fails again meanwhile is
     * not taken again.
     *
     * @param limit how many at most
     * @param goOn told how many went back to the queue so far, after each page; false stops
     * @throws QueueException when SQS cannot be reached to begin with; nothing was changed then
     */
    public RetryResult retry(FailedFilter filter, long limit, LongPredicate goOn) {
        backfill.depth();
        FailedFiles.Cursor cursor = files.beginning();
        long sent = 0;
        while (sent < limit) {
            Optional<Requeued> requeued = files.requeue(filter, cursor, limit - sent);
            if (requeued.isEmpty()) {
                break;
            }
            List<FileVersion> uploads = requeued.get().uploads();
            Sent page = Sent.to(backfill, Source.RETRY, uploads);
            sent += uploads.size() - page.unsent().size();
            if (!page.unsent().isEmpty()) {
                // as if they had waited for long: the next sweep does not make them wait for hours
                catalog.queued().unclaim(page.unsent(), sweepAge);
                return new RetryResult(sent, page.unsent().size(), page.reason());
            }
            cursor = requeued.get().next();
            if (!goOn.test(sent)) {
                break;
            }
        }
        return new RetryResult(sent, 0, "");
    }
}
