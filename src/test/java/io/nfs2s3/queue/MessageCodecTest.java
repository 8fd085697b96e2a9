package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    @Test
    void writes_what_the_schema_shows() {
        var file = new FileRef(MediaPath.of("images/ab/123.jpg"), 3, 20_480L);

        assertThat(MessageCodec.encode(MigrationMessage.of(Source.UPLOAD, file)))
                .isEqualTo("{\"version\":1,\"source\":\"upload\",\"files\":"
                        + "[{\"path\":\"images/ab/123.jpg\",\"generation\":3,\"sizeBytes\":20480}]}");
    }

    @Test
    void what_is_written_can_be_read() throws UnreadableMessageException {
        List<FileRef> files = new ArrayList<>();
        for (char c = 1; c < 0x100; c++) {
            files.add(new FileRef(MediaPath.of("a" + (c == '/' ? ' ' : c) + "b"), (int) c, (long) c));
        }
        for (String path : List.of("\uFFFE", "\uFFFF", "\uD83D\uDE00/日本語", "\u2028\u2029", "\"\\\\u0000", "é")) {
            files.add(FileRef.unregistered(MediaPath.of(path)));
        }
        files.add(new FileRef(MediaPath.of("limits"), Integer.MAX_VALUE, Long.MAX_VALUE));

        for (Source source : Source.values()) {
            var message = new MigrationMessage(source, files);
            String body = MessageCodec.encode(message);

            assertThat(MessageCodec.decode(body)).isEqualTo(message);
            assertThat(body).matches("[\\x20-\\x7F]*");
        }
    }

    @Test
    void a_generation_or_size_that_is_not_known_is_left_out() throws UnreadableMessageException {
        var message = MigrationMessage.of(Source.UPLOAD, FileRef.unregistered(MediaPath.of("a")));

        assertThat(MessageCodec.encode(message))
                .isEqualTo("{\"version\":1,\"source\":\"upload\",\"files\":[{\"path\":\"a\"}]}");
        assertThat(MessageCodec.decode(body("{\"path\":\"a\"}"))).isEqualTo(message);
        assertThat(MessageCodec.decode(body("{\"path\":\"a\",\"generation\":null,\"sizeBytes\":null}")))
                .isEqualTo(message);
    }

    @Test
    void fields_that_are_not_known_are_passed_over() throws UnreadableMessageException {
        String body = "{\"sentBy\":\"web1\",\"version\":1,\"source\":\"drain\","
                + "\"files\":[{\"etag\":[{}],\"path\":\"a\",\"generation\":2}],\"more\":{\"version\":9}}";

        assertThat(MessageCodec.decode(body))
                .isEqualTo(MigrationMessage.of(Source.DRAIN, FileRef.of(new FileVersion(MediaPath.of("a"), 2))));
    }

    @Test
    void what_is_no_json_object_is_refused() {
        refuses("", "it is not a JSON object");
        refuses("   ", "it is not a JSON object");
        refuses("null", "it is not a JSON object");
        refuses("[]", "it is not a JSON object");
        refuses("\"upload\"", "it is not a JSON object");
        refuses("images/a.jpg", "it is not JSON");
        refuses("{\"version\":1", "it is not JSON");
        refuses("[".repeat(5_000), "it is not JSON");
    }

    @Test
    void what_follows_the_object_is_refused_not_lost() {
        refuses(body("{\"path\":\"a\"}") + body("{\"path\":\"b\"}"), "it is not JSON");
        refuses(body("{\"path\":\"a\"}") + "x", "it is not JSON");
    }

    @Test
    void a_field_that_comes_twice_is_refused_not_guessed() {
        refuses(body("{\"path\":\"a\",\"path\":\"b\"}"), "it is not JSON: Duplicate field 'path'");
    }

    @Test
    void an_unknown_version_is_refused() {
        for (String version : List.of("0", "2", "\"1\"", "1.5", "null", "true", "99999999999")) {
            refuses(
                    "{\"version\":" + version + ",\"source\":\"upload\",\"files\":[{\"path\":\"a\"}]}",
                    "its version is " + version + "; this program reads 1");
        }
        refuses("{\"source\":\"upload\",\"files\":[{\"path\":\"a\"}]}", "it has no version; this program reads 1");
    }

    @Test
    void an_unknown_source_is_refused() {
        for (String source : List.of("\"UPLOAD\"", "\"\"", "\"import\"")) {
            refuses(
                    "{\"version\":1,\"source\":" + source + ",\"files\":[{\"path\":\"a\"}]}",
                    "its source is " + source);
        }
        refuses("{\"version\":1,\"files\":[{\"path\":\"a\"}]}", "it has no source");
    }

    @Test
    void a_message_without_files_is_refused() {
        refuses("{\"version\":1,\"source\":\"upload\"}", "it has no array of files");
        refuses("{\"version\":1,\"source\":\"upload\",\"files\":{}}", "it has no array of files");
        refuses(body(""), "a message has 1 to 500 files, not 0");
    }

    @Test
    void a_message_has_at_most_500_files() throws UnreadableMessageException {
        assertThat(MessageCodec.decode(body(files(500))).files()).hasSize(500);
        refuses(body(files(501)), "a message has 1 to 500 files, not 501");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MigrationMessage(
                        Source.BACKFILL, Collections.nCopies(501, FileRef.unregistered(MediaPath.of("a")))));
    }

    @Test
    void a_file_without_a_path_is_refused() {
        for (String file : List.of("{}", "\"a\"", "null", "{\"path\":null}", "{\"path\":1}", "{\"path\":[\"a\"]}")) {
            refuses(body(file), "a file has no path");
        }
    }

    @Test
    void a_path_that_is_no_media_path_is_refused() {
        refuses(body("{\"path\":\"../etc/passwd\"}"), "it has a \"..\" segment");
        refuses(body("{\"path\":\"/etc/passwd\"}"), "it is absolute");
        refuses(body("{\"path\":\"a\\u0000\"}"), "it has a NUL character");
        refuses(body("{\"path\":\"\\ud83d\"}"), "half of a surrogate pair");
    }

    @Test
    void a_generation_that_is_no_positive_int_is_refused() {
        for (String wrong : List.of("\"1\"", "1.5", "2147483648", "9223372036854775808", "true", "{}", "1e400")) {
            refuses(body("{\"path\":\"a\",\"generation\":" + wrong + "}"), "its generation is ");
        }
        for (String wrong : List.of("0", "-1")) {
            refuses(
                    body("{\"path\":\"a\",\"generation\":" + wrong + "}"),
                    "generation " + wrong + " of a: the first is 1");
        }
        for (String wrong : List.of("-2147483649", "-9223372036854775808")) {
            refuses(body("{\"path\":\"a\",\"generation\":" + wrong + "}"), "its generation is " + wrong);
        }
    }

    @Test
    void a_size_that_is_no_length_is_refused() {
        for (String wrong : List.of("\"1\"", "0.5", "9223372036854775808", "[]")) {
            refuses(body("{\"path\":\"a\",\"sizeBytes\":" + wrong + "}"), "its sizeBytes is ");
        }
        refuses(body("{\"path\":\"a\",\"sizeBytes\":-1}"), "size -1 of a: not below 0");
    }

    @Test
    void a_body_has_at_most_256_kib_of_utf8() throws UnreadableMessageException {
        String body = body("{\"path\":\"a\"}");
        String full = body + " ".repeat(262_144 - body.length());
        assertThat(MessageCodec.decode(full).files()).hasSize(1);
        refuses(full + " ", "it has more than 262144 bytes");
        refuses("é".repeat(131_073), "it has more than 262144 bytes");
    }

    private static String files(int count) {
        return String.join(",", Collections.nCopies(count, "{\"path\":\"a\"}"));
    }

    private static String body(String files) {
        return "{\"version\":1,\"source\":\"upload\",\"files\":[" + files + "]}";
    }

    private static void refuses(String body, String reason) {
        assertThatExceptionOfType(UnreadableMessageException.class)
                .as(body.substring(0, Math.min(200, body.length())))
                .isThrownBy(() -> MessageCodec.decode(body))
                .withMessageStartingWith("not a migration message: ")
                .withMessageContaining(reason);
    }
}
