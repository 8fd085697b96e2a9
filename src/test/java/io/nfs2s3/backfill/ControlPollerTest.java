package io.nfs2s3.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.runs.BackfillControl;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlPollerTest {
    private static final BackfillSettings NIGHT = new BackfillSettings(TimeWindows.parse("22:00-06:00"), 100, 1_000);

    private static ControlPoller poller(Supplier<BackfillControl> read, String time) {
        ZoneId zone = ZoneId.systemDefault();
        return new ControlPoller(
                read,
                NIGHT,
                Clock.fixed(
                        LocalDate.EPOCH
                                .atTime(LocalTime.parse(time))
                                .atZone(zone)
                                .toInstant(),
                        zone));
    }

    @ParameterizedTest
    @CsvSource({"23:00, true", "12:00, false"})
    void outside_of_its_hours_the_backfill_rests_and_says_why(String time, boolean open) {
        try (ControlPoller poller = poller(() -> BackfillControl.NOTHING_SAID, time)) {
            assertThat(poller.isOpen()).isEqualTo(open);
            assertThat(poller.closedBecause().orElse(""))
                    .isEqualTo(open ? "" : "outside of backfill.hours, 22:00-06:00");
        }
    }

    @Test
    void what_an_operator_says_goes_before_the_settings() {
        try (ControlPoller poller = poller(() -> new BackfillControl(false, null, null, null, 5, null), "23:00")) {
            assertThat(poller.scanRate()).isEqualTo(5);
            assertThat(poller.queuedAhead()).isEqualTo(1_000);
        }
    }

    @Test
    void as_long_as_nothing_could_be_read_the_backfill_rests() {
        AtomicInteger reads = new AtomicInteger();
        Supplier<BackfillControl> fails = () -> {
            reads.incrementAndGet();
            throw new IllegalStateException("down");
        };
        try (ControlPoller poller = poller(fails, "23:00")) {
            assertThat(poller.isOpen()).isFalse();
            await().until(() -> reads.get() > 1);
            assertThat(poller.isOpen()).isFalse();
        }
    }

    @Test
    void a_read_that_fails_keeps_the_last_answer() {
        AtomicInteger reads = new AtomicInteger();
        Supplier<BackfillControl> failsLater = () -> {
            if (reads.incrementAndGet() > 1) {
                throw new IllegalStateException("down");
            }
            return BackfillControl.NOTHING_SAID;
        };
        try (ControlPoller poller = poller(failsLater, "23:00")) {
            assertThat(poller.isOpen()).isTrue();
            await().until(() -> reads.get() > 2);
            assertThat(poller.isOpen()).isTrue();
        }
    }
}
