package io.nfs2s3.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nfs2s3.media.TimeWindows;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ControlPollerTest {
    private static final String NAME = "an error of this test alone";
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void nothing_is_read_before_somebody_asks() {
        try (ControlPoller poller = new ControlPoller(this::fail, Clock.systemUTC(), "test-control")) {
            assertThat(reads).hasValue(0);
            poller.current();
            assertThat(reads).hasPositiveValue();
        }
    }

    @Test
    void as_long_as_nothing_could_be_read_there_is_no_answer() {
        try (ControlPoller poller = new ControlPoller(this::fail, Clock.systemUTC(), "test-control")) {
            assertThat(poller.current()).isEmpty();
            await().until(() -> reads.get() > 1);
            assertThat(poller.current()).isEmpty();
        }
    }

    @Test
    void a_read_that_fails_keeps_the_last_answer() {
        try (ControlPoller poller = new ControlPoller(this::answerOnce, Clock.systemUTC(), "test-control")) {
            assertThat(poller.current()).contains(RunControl.NOTHING_SAID);
            await().until(() -> reads.get() > 2);
            assertThat(poller.current()).contains(RunControl.NOTHING_SAID);
        }
    }

    @Test
    void of_reads_that_fail_in_a_row_the_first_is_in_the_log() {
        Logger logger = (Logger) LoggerFactory.getLogger(ControlPoller.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (ControlPoller poller = new ControlPoller(this::failByName, Clock.systemUTC(), "test-control")) {
            poller.current();
            await().until(() -> reads.get() > 2);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getFormattedMessage().contains(NAME))
                .filteredOn(event -> event.getLevel().equals(Level.WARN))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "23:00, ''",
        "12:00, 'outside of the hours that an operator set, 22:00-06:00'",
    })
    void runs_of_any_kind_rest_outside_of_the_hours_that_an_operator_set(String time, String reason) {
        ZoneId zone = ZoneId.systemDefault();
        Clock clock = Clock.fixed(
                LocalDate.EPOCH.atTime(LocalTime.parse(time)).atZone(zone).toInstant(), zone);
        RunControl said = new RunControl(false, null, null, null, 7, null, TimeWindows.parse("22:00-06:00"));
        try (ControlPoller poller = new ControlPoller(() -> said, clock, "test-control")) {
            assertThat(poller.closedBecause("verifies", "runs resume verify").orElse(""))
                    .isEqualTo(reason);
            assertThat(poller.pausedBecause("verifies", "runs resume verify")).isEmpty();
            assertThat(poller.rate(3)).isEqualTo(7);
        }
    }

    @Test
    void a_run_keeps_its_own_rate_as_long_as_an_operator_says_none() {
        try (ControlPoller poller = new ControlPoller(this::answer, Clock.systemUTC(), "test-control")) {
            assertThat(poller.rate(3)).isEqualTo(3);
        }
    }

    private RunControl fail() {
        reads.incrementAndGet();
        throw new IllegalStateException("down");
    }

    /** Other tests, whose pollers fail too, may run beside this one. */
    private RunControl failByName() {
        reads.incrementAndGet();
        throw new IllegalStateException(NAME);
    }

    private RunControl answerOnce() {
        return reads.get() == 0 ? answer() : fail();
    }

    private RunControl answer() {
        reads.incrementAndGet();
        return RunControl.NOTHING_SAID;
    }
}
