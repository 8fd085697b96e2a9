package io.nfs2s3.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final long MILLI = 1_000_000;
    private final Growth growth = new Growth();

    @Test
    void there_is_no_rate_before_a_whole_second() {
        assertThat(growth.perSecond()).isNaN();
        look(0, 0);
        look(900, 900);
        assertThat(growth.perSecond()).isNaN();
    }

    @Test
    void the_rate_is_that_of_the_last_second() {
        look(0, 0);
        look(1_000, 5_000);
        look(1_500, 5_100);
        look(2_000, 5_200);

        assertThat(growth.perSecond()).isCloseTo(200, within(0.001));
    }

    @Test
    void looks_that_come_late_make_the_window_longer() {
        look(0, 0);
        look(4_000, 4_000);

        assertThat(growth.perSecond()).isCloseTo(1_000, within(0.001));
    }

    @Test
    void it_grew_when_a_look_found_more_than_the_one_before() {
        look(100, 7);
        assertThat(growth.grewAt()).isZero();
        look(200, 8);
        look(300, 8);

        assertThat(growth.grewAt()).isEqualTo(200 * MILLI);
    }

    private void look(long millis, long count) {
        growth.look(millis * MILLI, count);
    }
}
