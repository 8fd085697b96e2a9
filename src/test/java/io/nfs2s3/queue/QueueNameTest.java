package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueNameTest {
    @Test
    void the_dead_letter_queue_is_of_the_same_kind() {
        assertThat(QueueName.deadLetters("uploads")).isEqualTo("uploads-dead");
        assertThat(QueueName.deadLetters("uploads.fifo")).isEqualTo("uploads-dead.fifo");
        assertThat(QueueName.isFifo("uploads.fifo")).isTrue();
        assertThat(QueueName.isFifo("uploads-fifo")).isFalse();
    }

    @Test
    void a_name_leaves_room_for_its_dead_letters() {
        for (String legal : List.of("a", "A-b_9", "a".repeat(75), "a".repeat(70) + ".fifo")) {
            assertThat(settings(legal, "other").uploads()).isEqualTo(legal);
            assertThat(QueueName.deadLetters(legal)).hasSizeLessThanOrEqualTo(80);
        }
        for (String wrong : List.of(
                "", ".fifo", "a b", "a.b", "a.fifo.fifo", "ä", "a\n", "a".repeat(76), "a".repeat(71) + ".fifo")) {
            refuses(wrong, "other", "\"" + wrong + "\"");
            refuses("other", wrong, "\"" + wrong + "\"");
        }
    }

    @Test
    void a_site_has_names_of_its_own_that_are_legal_whatever_its_bucket_and_prefix() {
        String longest = "a".repeat(59);

        assertThat(QueueName.ofSite("example-media", "", "uploads")).isEqualTo("nfs2s3-example-media-uploads");
        assertThat(QueueName.ofSite("example.media", "a/", "uploads"))
                .isEqualTo("nfs2s3-example-media-a-9b41ceb6-uploads");
        assertThat(QueueName.ofSite(longest, "", "backfill")).isEqualTo("nfs2s3-" + longest + "-backfill");
        for (String bucket : List.of(longest, "a".repeat(60), "a".repeat(63), "a.b.c", "a".repeat(50) + ".b")) {
            for (String prefix : List.of("", "media/", "\u00e4/\ud83d\ude00/", "x/".repeat(200))) {
                QueueSettings settings = settings(
                        QueueName.ofSite(bucket, prefix, "uploads"), QueueName.ofSite(bucket, prefix, "backfill"));
                assertThat(QueueName.deadLetters(settings.backfill())).hasSizeLessThanOrEqualTo(80);
            }
        }
        assertThat(QueueName.ofSite("a".repeat(62) + "b", "", "uploads"))
                .as("they begin alike")
                .isNotEqualTo(QueueName.ofSite("a".repeat(62) + "c", "", "uploads"));
    }

    @Test
    void live_and_backfill_are_two_queues() {
        refuses("same", "same", "sqs.uploads and sqs.backfill are both same");
    }

    private static void refuses(String uploads, String backfill, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(uploads, backfill))
                .withMessageContaining(reason);
    }

    private static QueueSettings settings(String uploads, String backfill) {
        return new QueueSettings(Optional.empty(), uploads, backfill, Duration.ofMinutes(2), Duration.ofSeconds(5), 50);
    }
}
