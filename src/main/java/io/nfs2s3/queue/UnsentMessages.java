package io.nfs2s3.queue;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.util.ArrayList;
import java.util.List;

/** Messages of registered files that all have to get into a queue, for a caller who tries until they are. For one thread. */
public final class UnsentMessages {
    private List<MigrationMessage> left;

    /** @param files in their order, as few messages as they fit into */
    public UnsentMessages(Source source, List<FileVersion> files) {
        this.left = MessagePacker.pack(source, files.stream().map(FileRef::of).toList());
    }

    /**
     * Sends what is left.
     *
     * @return why some is left all the same; empty when nothing is
     * @throws QueueException when SQS cannot be reached; what it may have taken is sent again, which is harmless
     */
    public String send(MigrationQueue queue) {
        List<SendResult> results = queue.sendBatch(left);
        List<MigrationMessage> refused = new ArrayList<>();
        String reason = "";
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof SendResult.Refused no) {
                refused.add(left.get(i));
                reason = "SQS queue " + queue.name() + " refused a message: " + no.reason();
            }
        }
        left = refused;
        return reason;
    }
}
