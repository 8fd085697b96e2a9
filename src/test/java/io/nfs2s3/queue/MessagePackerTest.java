package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessagePackerTest {
    @Test
    void no_files_make_no_message() {
        assertThat(MessagePacker.pack(Source.BACKFILL, List.of())).isEmpty();
    }

    @Test
    void short_names_fill_messages_of_500() {
        List<FileRef> files = IntStream.range(0, 1_001)
                .mapToObj(i -> new FileRef(MediaPath.of("images/" + i + ".jpg"), i + 1, (long) i))
                .toList();

        List<MigrationMessage> messages = MessagePacker.pack(Source.BACKFILL, files);

        assertThat(messages).extracting(message -> message.files().size()).containsExactly(500, 500, 1);
        assertThat(messages).extracting(MigrationMessage::source).containsOnly(Source.BACKFILL);
        assertThat(all(messages)).isEqualTo(files);
    }

    @Test
    void names_that_grow_when_escaped_stay_within_256_kib_and_use_it() {
        List<FileRef> files = IntStream.range(0, 200)
                .mapToObj(i -> new FileRef(MediaPath.of("\u0001".repeat(1_020) + i), Integer.MAX_VALUE, Long.MAX_VALUE))
                .toList();

        List<MigrationMessage> messages = MessagePacker.pack(Source.BACKFILL, files);

        assertThat(all(messages)).isEqualTo(files);
        assertThat(messages).hasSize(5);
        for (MigrationMessage message : messages) {
            assertThat(MessageCodec.encode(message).length()).isLessThanOrEqualTo(262_144);
        }
        assertThat(MessageCodec.encode(messages.get(0)).length())
                .as("one more file would not have fitted")
                .isGreaterThan(262_144 - 6_300);
    }

    @Test
    void whatever_the_names_nothing_is_lost_and_the_order_is_kept() throws UnreadableMessageException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<FileRef> files = IntStream.range(0, 2_000)
                    .mapToObj(i -> FileRef.unregistered(
                            MediaPath.of(i + (random.nextBoolean() ? "é" : "x").repeat(random.nextInt(500)))))
                    .toList();

            List<MigrationMessage> messages = MessagePacker.pack(Source.SWEEP, files);

            assertThat(all(messages)).as("seed %d", seed).isEqualTo(files);
            for (MigrationMessage message : messages) {
                assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
            }
        }
    }

    private static List<FileRef> all(List<MigrationMessage> messages) {
        return messages.stream().flatMap(message -> message.files().stream()).toList();
    }
}
