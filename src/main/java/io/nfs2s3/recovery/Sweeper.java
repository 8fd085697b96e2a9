package io.nfs2s3.recovery;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.SendResult;
import java.time.Duration;
import java.util.List;

/**
 * Puts files whose message was lost (a purged queue, 14 days without a worker, a host that died between registering and
 * sending) back into the queue.
 *
 * <p>Any number of hosts may sweep at a time: each claims other rows. A file is only counted as lost while the backfill
 * queue has nothing waiting, for a long queue is no loss.
 */
public final class Sweeper {
    private static final int BATCH = 2_000;
    private final MediaCatalog catalog;
    private final MigrationQueue backfill;

    public Sweeper(MediaCatalog catalog, MigrationQueue backfill) {
        this.catalog = catalog;
        this.backfill = backfill;
    }

    /**
     * Sweeps once.
     *
     * @param age how long a file must have been QUEUED
     * @return how many files went back to the queue
     * @throws QueueException when SQS cannot be reached; what was not sent is found by the next sweep
     */
    public long sweep(Duration age) {
        if (waiting() > 0) {
            return 0;
        }
        long swept = 0;
        List<MediaFile> lost;
        do {
            lost = catalog.claimQueuedLongerThan(age, BATCH);
            if (!send(lost, age)) {
                // taken back, they would be claimed again at once
                return swept;
            }
            swept += lost.size();
        } while (lost.size() == BATCH);
        return swept;
    }

    /** How many files {@link #sweep} would put back. */
    public long lost(Duration age) {
        return waiting() > 0 ? 0 : catalog.countQueuedLongerThan(age);
    }

    /** How many messages wait in the backfill queue. While there are any, no file counts as lost. */
    public long waiting() {
        return backfill.depth().visible();
    }

    /** @return false when SQS refused a message of them, and the claim was taken back */
    private boolean send(List<MediaFile> lost, Duration age) {
        List<FileRef> files =
                lost.stream().map(file -> FileRef.of(file.upload())).toList();
        boolean sent = false;
        try {
            sent = backfill.sendBatch(MessagePacker.pack(Source.SWEEP, files)).stream()
                    .allMatch(SendResult::accepted);
        } finally {
            if (!sent) {
                catalog.unclaim(lost.stream().map(MediaFile::upload).toList(), age);
            }
        }
        return sent;
    }
}
