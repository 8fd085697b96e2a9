package io.nfs2s3.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * {@code SendMessageBatch} for messages that were received from another queue, readable or not.
 *
 * <p>In a FIFO queue a message keeps the group of its path. What SQS drops as a repetition goes by the id of the
 * received message: one that is sent twice, because its sender died before it could delete it, arrives once; one that
 * comes to the dead letters again has another id, and gets through. By path and generation it would be dropped there
 * within five minutes, and be gone from both queues.
 */
final class RedriveBatch {
    private static final String UNREADABLE_GROUP = "unreadable";

    private RedriveBatch() {}

    /** Up to ten messages and 256 KiB each; a message above that alone. */
    static List<List<SendMessageBatchRequestEntry>> split(List<ReceivedMessage> messages, boolean fifo) {
        List<List<SendMessageBatchRequestEntry>> batches = new ArrayList<>();
        List<SendMessageBatchRequestEntry> open = new ArrayList<>();
        int bytes = 0;
        for (ReceivedMessage message : messages) {
            int more = message.body().getBytes(StandardCharsets.UTF_8).length;
            if (open.size() == MigrationQueue.BATCH || (!open.isEmpty() && bytes + more > MigrationMessage.MAX_BYTES)) {
                batches.add(open);
                open = new ArrayList<>();
                bytes = 0;
            }
            open.add(entry(open.size(), message, fifo));
            bytes += more;
        }
        if (!open.isEmpty()) {
            batches.add(open);
        }
        return batches;
    }

    private static SendMessageBatchRequestEntry entry(int place, ReceivedMessage message, boolean fifo) {
        return SendMessageBatchRequestEntry.builder()
                .id(String.valueOf(place))
                .messageBody(message.body())
                .messageGroupId(group(message, fifo))
                .messageDeduplicationId(fifo ? message.id() : null)
                .build();
    }

    private static @Nullable String group(ReceivedMessage message, boolean fifo) {
        if (!fifo) {
            return null;
        }
        try {
            return SendBatch.group(MessageCodec.decode(message.body()));
        } catch (UnreadableMessageException e) {
            return UNREADABLE_GROUP;
        }
    }
}
