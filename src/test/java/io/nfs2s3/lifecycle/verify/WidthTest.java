package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthTest {
    @ParameterizedTest
    @CsvSource({"4, 9", "4, 24", "4, 1008", "10, 9", "100, 1008"})
    void connections_are_left_to_others(int database, int store) {
        Width width = Width.of(database, store);

        assertThat(width.lanes()).isPositive();
        assertThat(width.rowReaders()).isBetween(1, database - 1);
        assertThat(width.lookers()).isPositive();
        assertThat(width.lanes() + width.lookers()).isLessThan(store);
    }

    @Test
    void beside_a_worker_it_is_half_of_what_the_pools_give_at_the_most() {
        Width most = new Width(2, 1, 4);

        assertThat(Width.of(10, 72).halfUpTo(most)).isEqualTo(most);
        assertThat(Width.of(2, 9).halfUpTo(most)).isEqualTo(new Width(1, 1, 2));
    }

    @Test
    void there_is_a_most() {
        assertThat(Width.of(100, 1_008)).isEqualTo(new Width(8, 4, 16));
    }
}
