package io.nfs2s3.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.RunControl;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackfillGateTest {
    private static final BackfillSettings NIGHT = new BackfillSettings(TimeWindows.parse("22:00-06:00"), 100, 1_000);

    private static BackfillGate gate(ControlPoller poller, String time) {
        ZoneId zone = ZoneId.systemDefault();
        Instant now = LocalDate.EPOCH.atTime(LocalTime.parse(time)).atZone(zone).toInstant();
        return new BackfillGate(poller, NIGHT, Clock.fixed(now, zone));
    }

    private static ControlPoller poller(Supplier<RunControl> read) {
        return new ControlPoller(read, Clock.systemUTC(), "test-control");
    }

    @ParameterizedTest
    @CsvSource({"23:00, true", "12:00, false"})
    void outside_of_its_hours_the_backfill_rests_and_says_why(String time, boolean open) {
        try (ControlPoller poller = poller(() -> RunControl.NOTHING_SAID)) {
            assertThat(gate(poller, time).isOpen()).isEqualTo(open);
            assertThat(gate(poller, time).closedBecause().orElse(""))
                    .isEqualTo(open ? "" : "outside of backfill.hours, 22:00-06:00");
        }
    }

    @Test
    void what_an_operator_says_goes_before_the_settings() {
        try (ControlPoller poller = poller(() -> new RunControl(false, null, null, null, 5, null, null))) {
            assertThat(gate(poller, "23:00").scanRate()).isEqualTo(5);
            assertThat(gate(poller, "23:00").queuedAhead()).isEqualTo(1_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"09:00-17:00, false", "22:00-23:30, true", "'', true"})
    void hours_that_an_operator_said_go_before_those_of_the_settings(String hours, boolean open) {
        RunControl said = new RunControl(false, null, null, null, null, null, TimeWindows.parse(hours));
        try (ControlPoller poller = poller(() -> said)) {
            assertThat(gate(poller, "23:00").isOpen()).isEqualTo(open);
            assertThat(gate(poller, "23:00").closedBecause().orElse(""))
                    .isEqualTo(open ? "" : "outside of the hours that an operator set, 09:00-17:00");
            assertThat(gate(poller, "23:00").isPaused()).isFalse();
        }
    }

    @Test
    void as_long_as_nothing_could_be_read_the_backfill_rests() {
        Supplier<RunControl> fails = () -> {
            throw new IllegalStateException("down");
        };
        try (ControlPoller poller = poller(fails)) {
            assertThat(gate(poller, "23:00").isOpen()).isFalse();
            assertThat(gate(poller, "23:00").scanRate()).isEqualTo(100);
        }
    }
}
