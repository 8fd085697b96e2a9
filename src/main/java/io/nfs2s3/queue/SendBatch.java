package io.nfs2s3.queue;

import io.nfs2s3.media.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** One {@code SendMessageBatch}: up to ten messages and 256 KiB, in order. */
record SendBatch(List<MigrationMessage> messages, List<String> bodies) {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

    static List<SendBatch> split(List<EncodedMessage> messages) {
        List<SendBatch> batches = new ArrayList<>();
        SendBatch open = new SendBatch(new ArrayList<>(), new ArrayList<>());
        int bytes = 0;
        for (EncodedMessage encoded : messages) {
            String body = encoded.body();
            if (open.size() == MigrationQueue.BATCH
                    || (open.size() > 0 && bytes + body.length() > MigrationMessage.MAX_BYTES)) {
                batches.add(open);
                open = new SendBatch(new ArrayList<>(), new ArrayList<>());
                bytes = 0;
            }
            open.messages.add(encoded.message());
            open.bodies.add(body);
            bytes += body.length();
        }
        if (open.size() > 0) {
            batches.add(open);
        }
        return batches;
    }

    int size() {
        return messages.size();
    }

    List<SendMessageBatchRequestEntry> entries(boolean fifo, Duration delay) {
        return IntStream.range(0, size())
                .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                        .id(String.valueOf(i))
                        .messageBody(bodies.get(i))
                        .delaySeconds(delaySeconds(fifo, delay))
                        .messageGroupId(fifo ? group(messages.get(i)) : null)
                        .messageDeduplicationId(fifo ? deduplication(messages.get(i)) : null)
                        .build())
                .toList();
    }

    private static @Nullable Integer delaySeconds(boolean fifo, Duration delay) {
        if (fifo || delay.isZero()) {
            return null;
        }
        return (int) (delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay).toSeconds();
    }

    /** Uploads of one path of a site stay in order. A group id has 128 characters at most, hence the digest. */
    static String group(MigrationMessage message) {
        return sha256(firstFile(message));
    }

    /** Two sites that share a queue have the same paths and generations: neither may have its own dropped for the other's. */
    private static String firstFile(MigrationMessage message) {
        String path = message.files().get(0).path().value();
        return message.site() == null ? path : message.site() + ":" + path;
    }

    /** SQS drops a repeated upload; a repetition that is meant (sweep, retry) must get through. */
    private static String deduplication(MigrationMessage message) {
        MigrationMessage.FileRef first = message.files().get(0);
        boolean upload = switch (message.source()) {
            case UPLOAD, DRAIN -> first.generation() != null && message.files().size() == 1;
            case BACKFILL, SWEEP, RETRY, PROBE -> false;
        };
        return upload
                ? sha256(first.generation() + ":" + firstFile(message))
                : UUID.randomUUID().toString();
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
