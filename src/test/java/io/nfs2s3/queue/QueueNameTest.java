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
