package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawArgumentsTest {
    @TempDir
    private Path folder;

    /** The words as the kernel keeps them; a character is a byte. */
    private Path commandLine(String... words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String word : words) {
            bytes.write(word.getBytes(StandardCharsets.ISO_8859_1));
            bytes.write(0);
        }
        return Files.write(folder.resolve("cmdline"), bytes.toByteArray());
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void the_bytes_decide_whatever_the_locale_made_of_them() throws IOException {
        Path kept = commandLine("java", "Main", "enqueue", utf8("images/\u00dcbung \u5546\u54c1.jpg"), "");

        for (String lost : new String[] {"images/\uFFFD\uFFFDbung.jpg", "images/\u00c3\u009cbung.jpg"}) {
            assertThat(RawArguments.of(new String[] {"enqueue", lost, ""}, kept))
                    .containsExactly("enqueue", "images/\u00dcbung \u5546\u54c1.jpg", "");
        }
    }

    @Test
    void a_replacement_character_that_was_typed_is_one() throws IOException {
        Path kept = commandLine("java", "Main", utf8("\uFFFD.jpg"));

        assertThat(RawArguments.of(new String[] {"\uFFFD.jpg"}, kept)).containsExactly("\uFFFD.jpg");
    }

    @Test
    void what_is_not_utf_8_is_refused_by_name() throws IOException {
        Path kept = commandLine("java", "Main", "enqueue", "images/caf\u00e9.jpg");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawArguments.of(new String[] {"enqueue", "images/caf\uFFFD.jpg"}, kept))
                .withMessage("the argument \"images/caf\\xE9.jpg\" is not UTF-8: give the path in UTF-8");
    }

    @Test
    void where_nobody_keeps_the_bytes_nothing_is_guessed() throws IOException {
        Path none = folder.resolve("none");
        Path other = commandLine("java", "Main", "status");

        for (Path unknown : new Path[] {none, other}) {
            assertThat(RawArguments.of(new String[] {"enqueue", "\u00dc.jpg"}, unknown))
                    .containsExactly("enqueue", "\u00dc.jpg");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RawArguments.of(new String[] {"enqueue", "\uFFFD.jpg"}, unknown))
                    .withMessageContaining("LC_ALL=C.UTF-8");
        }
    }
}
