package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class ReportSpanTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC);

    private static ReportSpan span(String line) {
        return CommandLine.populateCommand(new ReportSpanOptions(), line.split(" ", -1))
                .span(CLOCK);
    }

    @ParameterizedTest
    @CsvSource({
        "--from 2026-11-21 --to 2026-11-21 --zone Europe/Berlin, 2026-11-20T23:00:00Z, 2026-11-21T23:00:00Z",
        "--from 2026-10-25 --to 2026-10-25 --zone Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "--from 2d --zone UTC, 2026-11-24T12:00:00Z, 2026-11-26T12:00:00Z",
        "--to 2030-01-01 --zone UTC, 1970-01-01T00:00:00Z, 2026-11-26T12:00:00Z",
        "--from 2026-11-21T21:30:00+01:00 --to 1h, 2026-11-21T20:30:00Z, 2026-11-26T11:00:00Z"
    })
    void days_are_whole_days_of_the_zone_and_it_ends_now_at_the_latest(String line, Instant from, Instant to) {
        ReportSpan span = span(line);

        assertThat(span.from()).isEqualTo(from);
        assertThat(span.to()).isEqualTo(to);
    }

    @Test
    void it_says_by_which_clock_it_reads() {
        assertThat(span("--from 2026-11-21 --to 2026-11-21 --zone Europe/Berlin")
                        .text())
                .isEqualTo("from 2026-11-21 00:00 to 2026-11-22 00:00, by the clock of Europe/Berlin");
        assertThat(span("--zone UTC").text()).isEqualTo("from the beginning to 2026-11-26 12:00, by the clock of UTC");
    }

    @Test
    void what_is_no_time_is_refused_with_what_is_one() {
        assertThatThrownBy(() -> span("--from yesterday"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'yesterday' is no moment")
                .hasMessageEndingWith("or a day (2026-11-21)");
        assertThatThrownBy(() -> span("--from 2026-11-22 --to 2026-11-21"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing can lie between them");
        assertThatThrownBy(() -> span("--zone Nowhere/Land"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--zone Nowhere/Land: give a time zone by its name");
    }
}
