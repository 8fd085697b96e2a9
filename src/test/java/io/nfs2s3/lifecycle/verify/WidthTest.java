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
    void there_is_a_most() {
        assertThat(Width.of(100, 1_008)).isEqualTo(new Width(8, 4, 16));
    }
}
