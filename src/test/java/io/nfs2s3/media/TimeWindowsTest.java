package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWindowsTest {
    @ParameterizedTest
    @CsvSource({
        "'', 03:00, true",
        "22:00-06:00, 21:59:59, false",
        "22:00-06:00, 22:00, true",
        "22:00-06:00, 00:00, true",
        "22:00-06:00, 05:59:59, true",
        "22:00-06:00, 06:00, false",
        "12:00-13:00, 12:30, true",
        "12:00-13:00, 13:00, false",
        "12:00-12:00, 03:00, true",
        "'22:00-06:00 , 12:00 - 13:00', 12:30, true",
        "'22:00-06:00,12:00-13:00', 11:00, false",
    })
    void hours_are_open_from_their_beginning_until_before_their_end(String hours, LocalTime time, boolean open) {
        assertThat(TimeWindows.parse(hours).isOpen(time)).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22-6", "22:00", "25:00-06:00", "22:00-06:00-07:00", "22:00-06:00,", "night"})
    void anything_else_is_refused_with_what_would_be_right(String hours) {
        assertThatThrownBy(() -> TimeWindows.parse(hours))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 22:00-06:00");
    }

    @Test
    void they_are_shown_as_they_are_written() {
        assertThat(TimeWindows.parse("22:00-06:00,12:00-13:00")).hasToString("22:00-06:00, 12:00-13:00");
    }
}
