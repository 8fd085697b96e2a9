package io.nfs2s3.backfill;

import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.SendResult;
import io.nfs2s3.runs.Cancellation;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.Runs;
import java.util.ArrayList;
import java.util.List;

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
            List<MigrationMessage> messages = MessagePacker.pack(
                    Source.BACKFILL, batch.toSend().stream().map(FileRef::of).toList());
            List<MigrationMessage> left = new ArrayList<>(messages);
            cancellation.awaitNone(() -> cancellation.patiently(() -> sendSome(left)));
        }
        cancellation.patiently(() -> {
            runs.sent(lease, batch.toSend().size(), batch.at());
            return true;
        });
        progress.sent(batch.toSend().size());
    }

    /** @return why some are left; empty when none is */
    private String sendSome(List<MigrationMessage> left) {
        List<SendResult> results = queue.sendBatch(left);
        List<MigrationMessage> refused = new ArrayList<>();
        String reason = "";
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof SendResult.Refused no) {
                refused.add(left.get(i));
                reason = "SQS queue " + queue.name() + " refused a message: " + no.reason();
            }
        }
        left.clear();
        left.addAll(refused);
        return reason;
    }
}
