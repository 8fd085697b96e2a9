package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateAnswerTest {
    private final List<String> late = new ArrayList<>();
    private final LateAnswer<String> answer = new LateAnswer<>(late::add);

    @Test
    void an_answer_in_time_is_the_callers_alone() {
        assertThat(answer.give("it")).isEqualTo("it");

        assertThat(answer.giveUp()).contains("it");
        assertThat(late).isEmpty();
    }

    @Test
    void one_that_was_given_up_is_seen_to_by_whoever_has_it() {
        assertThat(answer.giveUp()).isEmpty();
        answer.give("it");

        assertThat(late).containsExactly("it");
        assertThat(answer.giveUp()).isEmpty();
    }
}
