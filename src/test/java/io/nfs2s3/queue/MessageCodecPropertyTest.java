package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.HostileText;
import io.nfs2s3.testing.MediaPaths;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MessageCodecPropertyTest {
    @Property
    void what_was_written_is_read(@ForAll("messages") MigrationMessage message) throws UnreadableMessageException {
        assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
    }

    @Property
    void a_body_has_only_characters_that_sqs_takes(@ForAll("messages") MigrationMessage message) {
        assertThat(MessageCodec.encode(message)).matches("[ -\\x7F]+");
    }

    @Property
    void a_file_adds_as_many_bytes_as_it_says(@ForAll("files") FileRef file, @ForAll("files") FileRef other) {
        String one = MessageCodec.encode(new MigrationMessage(Source.SWEEP, List.of(file)));
        String both = MessageCodec.encode(new MigrationMessage(Source.SWEEP, List.of(file, other)));

        assertThat(both.length() - one.length()).isEqualTo(MessageCodec.bytesOf(other));
    }

    @Property
    void the_beginning_of_a_path_is_found_in_its_message(
            @ForAll("files") FileRef file, @ForAll @IntRange(min = 0) int at) {
        String path = file.path().value();
        String beginning =
                path.substring(0, path.offsetByCodePoints(0, at % (path.codePointCount(0, path.length()) + 1)));

        assertThat(MessageCodec.encode(MigrationMessage.of(Source.UPLOAD, file)))
                .contains(MessageCodec.beginningOfPath(beginning));
    }

    @Property
    void any_body_is_read_or_called_unreadable(@ForAll("bodies") String body) {
        MigrationMessage message;
        try {
            message = MessageCodec.decode(body);
        } catch (UnreadableMessageException e) {
            assertThat(e).hasMessageStartingWith("not a migration message: ");
            return;
        }
        assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(MigrationMessage.MAX_BYTES);
        assertThat(message.files()).hasSizeBetween(1, MigrationMessage.MAX_FILES);
    }

    @Property
    void a_message_that_is_cut_off_is_unreadable(
            @ForAll("messages") MigrationMessage message, @ForAll @IntRange(min = 0) int at) {
        String body = MessageCodec.encode(message);

        assertThat(isReadable(body.substring(0, at % body.length()))).isFalse();
    }

    @Property
    void files_are_packed_in_their_order_within_the_limits(@ForAll("manyFiles") List<FileRef> files) {
        List<MigrationMessage> packed = MessagePacker.pack(Source.BACKFILL, files);

        assertThat(packed.stream().flatMap(message -> message.files().stream())).isEqualTo(files);
        assertThat(packed)
                .allSatisfy(message ->
                        assertThat(MessageCodec.encode(message)).hasSizeLessThanOrEqualTo(MigrationMessage.MAX_BYTES));
    }

    private static boolean isReadable(String body) {
        try {
            MessageCodec.decode(body);
            return true;
        } catch (UnreadableMessageException e) {
            return false;
        }
    }

    @Provide
    Arbitrary<MigrationMessage> messages() {
        return Combinators.combine(
                        Arbitraries.of(Source.class),
                        files().list().ofMinSize(1).ofMaxSize(5))
                .as(MigrationMessage::new);
    }

    @Provide
    Arbitrary<FileRef> files() {
        return Combinators.combine(
                        MediaPaths.any(),
                        Arbitraries.integers().greaterOrEqual(1).injectNull(0.2),
                        Arbitraries.longs().greaterOrEqual(0).injectNull(0.2))
                .as(FileRef::new);
    }

    /** Up to some messages full. */
    @Provide
    Arbitrary<List<FileRef>> manyFiles() {
        return Combinators.combine(
                        files().list().ofMaxSize(4), Arbitraries.integers().between(1, 150))
                .as((some, times) -> some.stream()
                        .flatMap(file -> Collections.nCopies(times, file).stream())
                        .toList());
    }

    /** Any text, pieces of messages in disorder, and messages with one piece put in somewhere. */
    @Provide
    Arbitrary<String> bodies() {
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"version\":1",
            "\"version\"",
            "\"source\":\"upload\"",
            "\"files\":[",
            "\"path\":\"a\"",
            "\"path\":\"../a\"",
            "\"generation\":",
            "\"sizeBytes\":",
            "null",
            "-1",
            "1e400",
            "1.5",
            "99999999999999999999",
            "\"",
            "\\u0000",
            "\\uD800",
            "0".repeat(1_001),
            "[".repeat(1_001),
            "{\"a\":".repeat(1_001)
        };
        Arbitrary<String> damaged = Combinators.combine(
                        messages().map(MessageCodec::encode),
                        Arbitraries.of(pieces),
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.integers().between(0, 8))
                .as(MessageCodecPropertyTest::damaged);
        return Arbitraries.oneOf(HostileText.any(), HostileText.of(pieces), damaged);
    }

    private static String damaged(String body, String piece, int place, int removed) {
        int at = place % body.length();
        return body.substring(0, at) + piece + body.substring(Math.min(body.length(), at + removed));
    }
}
