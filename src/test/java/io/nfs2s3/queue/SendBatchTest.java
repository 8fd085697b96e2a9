package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

class SendBatchTest {
    private static final FileRef A1 = new FileRef(MediaPath.of("a"), 1, null);
    private static final FileRef A2 = new FileRef(MediaPath.of("a"), 2, null);
    private static final FileRef B1 = new FileRef(MediaPath.of("b"), 1, null);

    private static List<SendBatch> split(List<MigrationMessage> messages) {
        return SendBatch.split(messages.stream().map(EncodedMessage::of).toList());
    }

    @Test
    void nothing_makes_no_batch() {
        assertThat(SendBatch.split(List.of())).isEmpty();
    }

    @Test
    void a_batch_has_at_most_ten_messages_and_order_is_kept() {
        List<MigrationMessage> messages = IntStream.rangeClosed(1, 21)
                .mapToObj(i -> MigrationMessage.of(Source.DRAIN, new FileRef(MediaPath.of("f" + i), i, null)))
                .toList();

        List<SendBatch> batches = split(messages);

        assertThat(batches).extracting(SendBatch::size).containsExactly(10, 10, 1);
        assertThat(batches.stream().flatMap(batch -> batch.messages().stream())).containsExactlyElementsOf(messages);
        assertThat(batches.get(1).entries(false, Duration.ZERO))
                .extracting(SendMessageBatchRequestEntry::id)
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(batches.get(1).entries(false, Duration.ZERO))
                .extracting(SendMessageBatchRequestEntry::messageBody)
                .containsExactlyElementsOf(messages.subList(10, 20).stream()
                        .map(MessageCodec::encode)
                        .toList());
    }

    @Test
    void a_batch_has_at_most_256_kib_in_all() {
        MigrationMessage third = new MigrationMessage(
                Source.BACKFILL, Collections.nCopies(80, FileRef.unregistered(MediaPath.of("x".repeat(1_020)))));
        int bytes = MessageCodec.encode(third).length();
        assertThat(3 * bytes).isLessThanOrEqualTo(262_144);
        assertThat(4 * bytes).isGreaterThan(262_144);

        List<SendBatch> batches = split(Collections.nCopies(7, third));

        assertThat(batches).extracting(SendBatch::size).containsExactly(3, 3, 1);
    }

    @Test
    void a_standard_queue_gets_no_group_and_a_delay_of_15_minutes_at_most() {
        assertThat(entry(Source.UPLOAD, false, Duration.ZERO, A1).delaySeconds())
                .isNull();
        assertThat(entry(Source.UPLOAD, false, Duration.ZERO, A1).messageGroupId())
                .isNull();
        assertThat(entry(Source.UPLOAD, false, Duration.ZERO, A1).messageDeduplicationId())
                .isNull();
        assertThat(entry(Source.RETRY, false, Duration.ofSeconds(30), A1).delaySeconds())
                .isEqualTo(30);
        assertThat(entry(Source.RETRY, false, Duration.ofHours(2), A1).delaySeconds())
                .isEqualTo(900);
    }

    @Test
    void a_fifo_queue_takes_no_delay_of_one_message() {
        assertThat(entry(Source.RETRY, true, Duration.ofSeconds(30), A1).delaySeconds())
                .isNull();
    }

    @Test
    void a_fifo_queue_groups_by_path() {
        assertThat(group(A1)).isEqualTo(group(A2)).isNotEqualTo(group(B1));
        assertThat(group(FileRef.unregistered(MediaPath.of("é".repeat(512)))))
                .as("SQS takes up to 128 letters, digits and punctuation marks")
                .matches("[0-9a-f]{1,128}");
    }

    @Test
    void a_fifo_queue_drops_an_upload_that_is_sent_twice() {
        assertThat(deduplication(Source.UPLOAD, A1))
                .isEqualTo(deduplication(Source.UPLOAD, A1))
                .isEqualTo(deduplication(Source.DRAIN, A1))
                .isNotEqualTo(deduplication(Source.UPLOAD, A2))
                .isNotEqualTo(deduplication(Source.UPLOAD, B1))
                .matches("[0-9a-f]{1,128}");
    }

    @Test
    void a_fifo_queue_lets_repetitions_through_that_are_meant() {
        for (Source source : List.of(Source.BACKFILL, Source.SWEEP, Source.RETRY)) {
            assertThat(deduplication(source, A1))
                    .as(source.name())
                    .isNotEqualTo(deduplication(source, A1))
                    .isNotEqualTo(deduplication(Source.UPLOAD, A1));
        }
        FileRef unregistered = FileRef.unregistered(MediaPath.of("a"));
        assertThat(deduplication(Source.UPLOAD, unregistered))
                .as("without a generation a second upload of the path may be a new one")
                .isNotEqualTo(deduplication(Source.UPLOAD, unregistered));
        assertThat(deduplication(Source.DRAIN, A1, B1))
                .as("one path does not speak for the others")
                .isNotEqualTo(deduplication(Source.DRAIN, A1, B1));
    }

    private static String group(FileRef file) {
        return entry(Source.UPLOAD, true, Duration.ZERO, file).messageGroupId();
    }

    private static String deduplication(Source source, FileRef... files) {
        return entry(source, true, Duration.ZERO, files).messageDeduplicationId();
    }

    private static SendMessageBatchRequestEntry entry(Source source, boolean fifo, Duration delay, FileRef... files) {
        return split(List.of(new MigrationMessage(source, List.of(files))))
                .get(0)
                .entries(fifo, delay)
                .get(0);
    }
}
