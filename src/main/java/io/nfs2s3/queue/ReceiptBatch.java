package io.nfs2s3.queue;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;

/** Messages in flight, as many as one request may name; an entry's id is its place. */
record ReceiptBatch(List<ReceivedMessage> messages) {
    /** @param request gives what SQS refused of a batch */
    static BatchResult each(
            List<ReceivedMessage> messages, Function<ReceiptBatch, List<BatchResultErrorEntry>> request) {
        BatchResult result = BatchResult.DONE;
        for (int from = 0; from < messages.size(); from += MigrationQueue.BATCH) {
            int to = Math.min(from + MigrationQueue.BATCH, messages.size());
            result = result.and(BatchErrors.result(request.apply(new ReceiptBatch(messages.subList(from, to)))));
        }
        return result;
    }

    List<DeleteMessageBatchRequestEntry> deletions() {
        return entries((id, handle) -> DeleteMessageBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(handle)
                .build());
    }

    List<ChangeMessageVisibilityBatchRequestEntry> hidings(Duration visibility) {
        return entries((id, handle) -> ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(handle)
                .visibilityTimeout((int) visibility.toSeconds())
                .build());
    }

    private <T> List<T> entries(BiFunction<String, String, T> entry) {
        return IntStream.range(0, messages.size())
                .mapToObj(i -> entry.apply(String.valueOf(i), messages.get(i).receiptHandle()))
                .toList();
    }
}
