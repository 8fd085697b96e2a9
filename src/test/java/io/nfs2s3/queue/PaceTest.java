package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    @ParameterizedTest
    @ValueSource(ints = {0, -1, Pace.MAX_PER_SECOND + 1})
    void a_rate_that_makes_no_sense_is_refused(int rate) {
        assertThatThrownBy(() -> Pace.perSecond(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a rate is 1 to 10000 messages/s, not " + rate);
    }

    @ParameterizedTest
    @CsvSource({"1, PT1S", "50, PT0.02S", "10000, PT0.0001S"})
    void a_second_is_dealt_out_evenly(int rate, Duration each) {
        RateLimiterConfig config = Pace.config(rate);

        assertThat(config.getLimitForPeriod()).isEqualTo(1);
        assertThat(config.getLimitRefreshPeriod()).isEqualTo(each);
        assertThat(config.getTimeoutDuration()).isGreaterThan(each);
    }

    @Test
    void even_the_slowest_pace_gives_every_message_its_turn() {
        Pace pace = Pace.perSecond(1);

        assertThatCode(() -> {
                    pace.awaitTurn();
                    pace.awaitTurn();
                    pace.awaitTurn();
                })
                .doesNotThrowAnyException();
    }
}
