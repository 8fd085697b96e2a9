package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorTextTest {
    @Test
    void an_error_is_told_by_the_first_line_of_its_message() {
        assertThat(ErrorText.of(new IllegalStateException("down\nat line 2"))).isEqualTo("down");
        assertThat(ErrorText.of(new IllegalStateException("\n  \n  down  \n"))).isEqualTo("down");
    }

    @Test
    void an_error_without_a_message_is_told_by_what_it_is() {
        assertThat(ErrorText.of(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
        assertThat(ErrorText.of(new IllegalStateException(""))).isEqualTo("java.lang.IllegalStateException: ");
    }

    @Test
    void the_innermost_cause_knows_what_happened() {
        var error = new IllegalStateException("outer", new IllegalStateException("middle", new Exception("refused")));

        assertThat(ErrorText.ofRoot(error)).isEqualTo("refused");
        assertThat(ErrorText.of(error)).isEqualTo("outer");
    }
}
