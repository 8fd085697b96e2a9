package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One table that the Java hook and the SQL function are both held to. */
class EnqueueVectorsIT {
    private static final String EMOJI = "\uD83D\uDE00";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Connection connection = site.closing(SqlUploads.connect(site));
    /** A media path, and the JSON string that it is in a message. */
    static Stream<Arguments> legal() {
        return Stream.of(
                Arguments.of("a", "a"),
                Arguments.of("images/ab/123.jpg", "images/ab/123.jpg"),
                Arguments.of("a.../b..a/b../c.hidden", "a.../b..a/b../c.hidden"),
                Arguments.of(" a b+c%d#e?f~", " a b+c%d#e?f~"),
                Arguments.of("it's <b>&amp;</b>", "it's <b>&amp;</b>"),
                Arguments.of("quote\"back\\slash", "quote\\\"back\\\\slash"),
                Arguments.of("C:\\x\\u0041", "C:\\\\x\\\\u0041"),
                Arguments.of("\b\t\n\f\r", "\\b\\t\\n\\f\\r"),
                Arguments.of("\u0001\u000B\u001F", "\\u0001\\u000B\\u001F"),
                Arguments.of("del\u007F", "del\u007F"),
                Arguments.of("\u0080\u009F\u00A0\u00FF", "\\u0080\\u009F\\u00A0\\u00FF"),
                Arguments.of("\u00E9 e\u0301", "\\u00E9 e\\u0301"),
                Arguments.of("\u65E5\u672C\u8A9E/\uD55C.png", "\\u65E5\\u672C\\u8A9E/\\uD55C.png"),
                Arguments.of(EMOJI + ".png", "\\uD83D\\uDE00.png"),
                Arguments.of("\uD800\uDC00 \uDBFF\uDFFF", "\\uD800\\uDC00 \\uDBFF\\uDFFF"),
                Arguments.of("\u2028\u2029\uFEFF\uFFFE\uFFFF", "\\u2028\\u2029\\uFEFF\\uFFFE\\uFFFF"),
                Arguments.of("a".repeat(1_024), "a".repeat(1_024)),
                Arguments.of("\u00E9".repeat(512), "\\u00E9".repeat(512)),
                Arguments.of(EMOJI.repeat(256), "\\uD83D\\uDE00".repeat(256)));
    }

    @ParameterizedTest
    @MethodSource("legal")
    void the_message_of_a_legal_path_is_the_same_to_the_byte(String path, String json) throws SQLException {
        String expected =
                "{\"version\":1,\"source\":\"drain\",\"files\":[{\"path\":\"" + json + "\",\"generation\":2}]}";
        MigrationMessage message =
                MigrationMessage.of(Source.DRAIN, FileRef.of(new FileVersion(MediaPath.of(path), 2)));
        assertThat(MessageCodec.encode(message)).isEqualTo(expected);

        assertThat(SqlUploads.enqueue(connection, path)).isEqualTo("OUTBOX");
        assertThat(SqlUploads.enqueue(connection, path)).isEqualTo("OUTBOX");

        List<String> bodies = site.query("SELECT message FROM nfs2s3.outbox ORDER BY id");
        assertThat(bodies).hasSize(2).last().isEqualTo(expected);
        assertThat(Queues.decode(bodies.get(1))).isEqualTo(message);
        assertThat(site.query("SELECT path FROM nfs2s3.media")).containsExactly(path);
    }

    static List<String> illegal() {
        return List.of(
                "",
                "/",
                "/etc/passwd",
                "//a",
                "a//b",
                "a/",
                "a//",
                ".",
                "..",
                "./a",
                "../a",
                "a/.",
                "a/..",
                "a/./b",
                "a/../b",
                "../a//b",
                "a//../b",
                "/" + "a".repeat(1_025),
                "a".repeat(1_025),
                "../" + "a".repeat(1_025),
                "\u00E9".repeat(512) + "a",
                EMOJI.repeat(256) + "a",
                "/line\nbreak\u007F\u009F\u00A0",
                "/" + EMOJI.repeat(119),
                "/" + EMOJI.repeat(120));
    }

    @ParameterizedTest
    @MethodSource("illegal")
    void an_illegal_path_is_refused_in_the_same_words(String path) {
        assertThatThrownBy(() -> SqlUploads.enqueue(connection, path))
                .isInstanceOfSatisfying(SQLException.class, refused -> {
                    assertThat(refused.getSQLState()).isEqualTo("22023");
                    assertThatThrownBy(() -> MediaPath.of(path))
                            .isInstanceOf(InvalidMediaPathException.class)
                            .hasMessage(String.valueOf(refused.getMessage())
                                    .replaceFirst("ERROR: ", "")
                                    .replaceFirst("(?s)\n  Where: .*", ""));
                });
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {".htpasswd", "images/.git/config", "images/.a/.b.jpg", "..a", "images/..."})
    void a_name_that_starts_with_a_dot_is_refused_in_the_same_words(String path) {
        assertThatThrownBy(() -> SqlUploads.enqueue(connection, path))
                .isInstanceOfSatisfying(SQLException.class, refused -> {
                    assertThat(refused.getSQLState()).isEqualTo("22023");
                    assertThatThrownBy(() -> NameRules.DEFAULTS.require(MediaPath.of(path)))
                            .hasMessage(String.valueOf(refused.getMessage())
                                    .replaceFirst("ERROR: ", "")
                                    .replaceFirst("(?s)\n  Where: .*", ""));
                });
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
    }

    @Test
    void every_character_is_escaped_alike() {
        List<String> texts = IntStream.rangeClosed(1, 0x2FFFF)
                .filter(code -> !Character.isSurrogate((char) code) || code > 0xFFFF)
                .filter(code -> code != '/')
                .mapToObj(Character::toString)
                .toList();
        int step = 256;
        for (int from = 0; from < texts.size(); from += step) {
            String path = String.join("", texts.subList(from, Math.min(texts.size(), from + step)));
            String body =
                    MessageCodec.encode(MigrationMessage.of(Source.DRAIN, FileRef.unregistered(MediaPath.of(path))));
            assertThat(body)
                    .contains("[{\"path\":"
                            + site.query("SELECT nfs2s3.json_string(?)", path).get(0) + "}]");
        }
    }

    @Test
    void what_is_no_text_is_refused() {
        assertThatThrownBy(() -> SqlUploads.enqueue(connection, null)).hasMessageContaining("it is null");
        // A text of the database cannot have a NUL, nor half of a surrogate pair: the server or the driver says so.
        assertThatThrownBy(() -> SqlUploads.enqueue(connection, "a\0b")).isInstanceOf(SQLException.class);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
    }
}
