package io.nfs2s3.recovery;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.SendResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of files that were sent to a queue.
 *
 * @param unsent those that SQS may not have
 * @param reason why it has not; empty when it took all
 */
record Sent(List<FileVersion> unsent, String reason) {
    static Sent to(MigrationQueue queue, Source source, List<FileVersion> files) {
        List<MigrationMessage> messages =
                MessagePacker.pack(source, files.stream().map(FileRef::of).toList());
        List<SendResult> results;
        try {
            results = queue.sendBatch(messages);
        } catch (QueueException e) {
            return new Sent(files, String.valueOf(e.getMessage()));
        }
        List<FileVersion> unsent = new ArrayList<>();
        String reason = "";
        int next = 0;
        for (int i = 0; i < results.size(); i++) {
            int end = next + messages.get(i).files().size();
            if (results.get(i) instanceof SendResult.Refused refused) {
                unsent.addAll(files.subList(next, end));
                reason = "SQS queue " + queue.name() + " refused a message: " + refused.reason();
            }
            next = end;
        }
        return new Sent(unsent, reason);
    }
}
