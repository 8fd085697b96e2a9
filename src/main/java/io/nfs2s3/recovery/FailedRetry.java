package io.nfs2s3.recovery;

import io.nfs2s3.catalog.FailedFiles;
import io.nfs2s3.catalog.FailedFiles.Requeued;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.SendResult;
import java.time.Duration;
import java.util.ArrayList;
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
            Optional<Requeued> page = files.requeue(filter, cursor, limit - sent);
            if (page.isEmpty()) {
                break;
            }
            List<FileVersion> uploads = page.get().uploads();
            List<FileVersion> unsent = new ArrayList<>();
            String reason = send(uploads, unsent);
            sent += uploads.size() - unsent.size();
            if (!unsent.isEmpty()) {
                // as if they had waited for long: the next sweep does not make them wait for hours
                catalog.unclaim(unsent, sweepAge);
                return new RetryResult(sent, unsent.size(), reason);
            }
            cursor = page.get().next();
            if (!goOn.test(sent)) {
                break;
            }
        }
        return new RetryResult(sent, 0, "");
    }

    /** @param unsent takes those that SQS may not have; the answer says why */
    private String send(List<FileVersion> uploads, List<FileVersion> unsent) {
        List<MigrationMessage> messages = MessagePacker.pack(
                Source.RETRY, uploads.stream().map(FileRef::of).toList());
        List<SendResult> results;
        try {
            results = backfill.sendBatch(messages);
        } catch (QueueException e) {
            unsent.addAll(uploads);
            return String.valueOf(e.getMessage());
        }
        String reason = "";
        int next = 0;
        for (int i = 0; i < results.size(); i++) {
            int end = next + messages.get(i).files().size();
            if (results.get(i) instanceof SendResult.Refused refused) {
                unsent.addAll(uploads.subList(next, end));
                reason = "SQS queue " + backfill.name() + " refused a message: " + refused.reason();
            }
            next = end;
        }
        return reason;
    }
}
