package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonthsAgoTest {
    /** Already the first of March where the host is. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-28T23:30:00Z"), ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "12 months, 2025-02",
        "1 month, 2026-01",
        "2 years, 2024-02",
        "P14M, 2024-12",
        "1 Year, 2025-02",
        "P1Y2M, 2024-12",
        "P1Y14M, 2023-12"
    })
    void an_age_is_counted_in_months_of_utc(String text, String first) {
        assertThat(MonthsAgo.of(List.of(text.split(" ", -1))).first(CLOCK)).hasToString(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 months",
                "-1 month",
                "12",
                "30 days",
                "month",
                "12m",
                "p30d",
                "p1m1d",
                "p2w",
                "-p1m",
                "1201 months",
                "999 years"
            })
    void what_is_no_age_is_refused(String text) {
        assertThatThrownBy(() -> MonthsAgo.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--older-than " + text + ": give whole months or years");
    }
}
