package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {
    private final NameRules rules =
            new NameRules(List.of("*.tmp", "Thumbs.db", "lost+found", "a-?.jpg"), MediaPath.of("meta/mounted"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".htpasswd",
                "images/.htpasswd",
                "images/.git/config",
                ".well-known/a.jpg",
                "images/...",
                "images/.nfs000123",
                "images/a.tmp",
                "images/.tmp",
                "images/a.tmp/b.jpg",
                "Thumbs.db",
                "lost+found/a.jpg",
                "images/a-1.jpg",
                "meta/mounted"
            })
    void a_name_that_is_left_out_is_left_out_in_any_place(String path) {
        assertThat(rules.reason(path)).isPresent();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules.require(MediaPath.of(path)))
                .withMessageStartingWith("\"" + path + "\" is no medium: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images/a.jpg",
                "images/a..jpg",
                "images/a.",
                "images/tmp",
                "images/a-10.jpg",
                "images/a.TMP",
                "images/meta/mounted",
                "meta/mounted2",
                "images/line\nbreak.jpg",
                "é/😀.jpg",
                " .jpg"
            })
    void any_other_name_is_a_medium(String path) {
        assertThat(rules.reason(path)).isEmpty();
        assertThatCode(() -> rules.require(MediaPath.of(path))).doesNotThrowAnyException();
    }

    @Test
    void a_pattern_that_is_none_is_refused() {
        for (String wrong : List.of("", "a/b", "[a", "{a")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new NameRules(List.of("*.tmp", wrong), MediaPath.of("mounted")))
                    .withMessageContaining("source.skip has \"" + wrong + "\"");
        }
    }

    @Test
    void a_refusal_has_one_line() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules.require(MediaPath.of("images/\n\u001B[2J.tmp")))
                .withMessage("\"images/\\x0A\\x1B[2J.tmp\" is no medium: source.skip has *.tmp");
    }
}
