package io.nfs2s3.backfill;

import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.UnsentMessages;
import io.nfs2s3.runs.Cancellation;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.Runs;

/**
 * Sends the files of a batch, and notes that they are sent. It waits out whatever SQS says: a message of file names in
 * ASCII, of a legal size, has no fault of its own.
 */
final class BatchSender {
    private final Runs runs;
    private final MigrationQueue queue;
    private final RunLease lease;
    private final Cancellation cancellation;
    private final RunProgress progress;

    BatchSender(Runs runs, MigrationQueue queue, RunLease lease, Cancellation cancellation, RunProgress progress) {
        this.runs = runs;
        this.queue = queue;
        this.lease = lease;
        this.cancellation = cancellation;
        this.progress = progress;
    }

    /** @throws RunStoppedException when it is stopped while it waits; the run sends them when it is resumed */
    void send(BackfillRegistered batch) {
        if (!batch.toSend().isEmpty()) {
            UnsentMessages unsent = new UnsentMessages(Source.BACKFILL, batch.toSend());
            cancellation.awaitNone(() -> cancellation.patiently(() -> unsent.send(queue)));
        }
        cancellation.patiently(() -> {
            runs.sent(lease, batch.toSend().size(), batch.at());
            return true;
        });
        progress.sent(batch.toSend().size());
    }
}
