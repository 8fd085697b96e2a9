package io.nfs2s3.recovery;

import io.nfs2s3.catalog.Lane;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Puts files whose message was lost (a purged queue, 14 days without a worker, a host that died between registering and
 * sending) back into the queue they came from.
 *
 * <p>Any number of hosts may sweep at a time: each claims other rows. A file of a backfill is only counted as lost while
 * the backfill queue has nothing waiting, for a long queue is no loss. An upload never waits for a backfill. Safe for use
 * by several threads.
 */
public final class Sweeper {
    private static final int BATCH = 2_000;
    private final MediaCatalog catalog;
    private final MigrationQueue uploads;
    private final MigrationQueue backfill;

    public Sweeper(MediaCatalog catalog, MigrationQueue uploads, MigrationQueue backfill) {
        this.catalog = catalog;
        this.uploads = uploads;
        this.backfill = backfill;
    }

    /**
     * Sweeps once, uploads first. No file is sent twice, however long it takes.
     *
     * @param age how long a file must have been QUEUED
     * @return how many files went back to the queues
     * @throws QueueException when SQS cannot be reached; what was not sent is found by the next sweep
     */
    public long sweep(Duration age) {
        long swept = sweep(Lane.LIVE, uploads, age);
        return waiting() > 0 ? swept : swept + sweep(Lane.BACKFILL, backfill, age);
    }

    private long sweep(Lane lane, MigrationQueue queue, Duration age) {
        Instant time = catalog.ago(age); // with the age itself, what was claimed once would be lost again at age 0
        long swept = 0;
        List<MediaFile> lost;
        do {
            lost = catalog.claimQueuedBefore(lane, time, BATCH);
            if (!send(queue, lost, age)) {
                return swept;
            }
            swept += lost.size();
        } while (lost.size() == BATCH);
        return swept;
    }

    /** How many files {@link #sweep} would put back. */
    public long lost(Duration age) {
        long uploads = catalog.countQueuedLongerThan(Lane.LIVE, age);
        return waiting() > 0 ? uploads : uploads + catalog.countQueuedLongerThan(Lane.BACKFILL, age);
    }

    /** How many messages wait in the backfill queue. While there are any, no file of a backfill counts as lost. */
    public long waiting() {
        return backfill.depth().visible();
    }

    /** @return false when SQS refused a message of them, and the claim was taken back */
    private boolean send(MigrationQueue queue, List<MediaFile> lost, Duration age) {
        List<FileRef> files =
                lost.stream().map(file -> FileRef.of(file.upload())).toList();
        boolean sent = false;
        try {
            sent = queue.sendBatch(MessagePacker.pack(Source.SWEEP, files)).stream()
                    .allMatch(SendResult::accepted);
        } finally {
            if (!sent) {
                catalog.unclaim(lost.stream().map(MediaFile::upload).toList(), age);
            }
        }
        return sent;
    }
}
