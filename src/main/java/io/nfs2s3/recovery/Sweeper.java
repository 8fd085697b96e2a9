package io.nfs2s3.recovery;

import io.nfs2s3.catalog.Lane;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

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

    /** Sweeps once, to the end. */
    public SweepResult sweep(Duration age) {
        return sweep(age, () -> true);
    }

    /**
     * Sweeps once, uploads first. No file is sent twice, however long it takes. What SQS does not take is found by the next
     * sweep; trouble with one queue does not hold up the other.
     *
     * @param age how long a file must have been QUEUED
     * @param goesOn asked before each batch; false leaves the others to the next sweep
     */
    public SweepResult sweep(Duration age, BooleanSupplier goesOn) {
        return sweep(Lane.LIVE, uploads, age, goesOn).and(sweepBackfill(age, goesOn));
    }

    private SweepResult sweepBackfill(Duration age, BooleanSupplier goesOn) {
        if (!goesOn.getAsBoolean()) {
            return new SweepResult(0, 0, "");
        }
        long waiting;
        try {
            waiting = waiting();
        } catch (QueueException e) {
            return new SweepResult(0, 0, String.valueOf(e.getMessage()));
        }
        return waiting > 0 ? new SweepResult(0, waiting, "") : sweep(Lane.BACKFILL, backfill, age, goesOn);
    }

    private SweepResult sweep(Lane lane, MigrationQueue queue, Duration age, BooleanSupplier goesOn) {
        Instant time =
                catalog.queued().ago(age); // with the age itself, what was claimed once would be lost again at age 0
        long swept = 0;
        String reason = "";
        boolean more = true;
        while (more && goesOn.getAsBoolean()) {
            List<FileVersion> lost = catalog.queued().claimBefore(lane, time, BATCH).stream()
                    .map(MediaFile::upload)
                    .toList();
            Sent sent = send(queue, lost, age);
            swept += lost.size() - sent.unsent().size();
            reason = sent.reason();
            more = lost.size() == BATCH && sent.unsent().isEmpty();
        }
        return new SweepResult(swept, 0, reason);
    }

    /**
     * How many files {@link #sweep} would put back.
     *
     * @throws QueueException when SQS cannot be asked
     */
    public long lost(Duration age) {
        long uploads = catalog.queued().countLongerThan(Lane.LIVE, age);
        return waiting() > 0 ? uploads : uploads + catalog.queued().countLongerThan(Lane.BACKFILL, age);
    }

    /**
     * How many messages wait in the backfill queue. While there are any, no file of a backfill counts as lost.
     *
     * @throws QueueException when SQS cannot be asked
     */
    public long waiting() {
        return backfill.depth().visible();
    }

    /** Takes the claim back of what SQS did not take. */
    private Sent send(MigrationQueue queue, List<FileVersion> lost, Duration age) {
        List<FileVersion> unsent = lost; // unless the call returns
        try {
            Sent sent = Sent.to(queue, Source.SWEEP, lost);
            unsent = sent.unsent();
            return sent;
        } finally {
            if (!unsent.isEmpty()) {
                catalog.queued().unclaim(unsent, age);
            }
        }
    }
}
