package io.nfs2s3.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogRepeatsTest {
    private static final int LIMIT = 3;
    private final Logger log = (Logger) LoggerFactory.getLogger("nfs2s3.test.repeats");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final LogRepeats repeats = new LogRepeats();

    @BeforeEach
    void open() {
        written.setContext(log.getLoggerContext());
        written.start();
        repeats.setContext(log.getLoggerContext());
        repeats.setLimit(LIMIT);
        repeats.addAppender(written);
        repeats.start();
        log.setAdditive(false);
        log.setLevel(Level.DEBUG);
        log.addAppender(repeats);
    }

    @AfterEach
    void close() {
        log.detachAppender(repeats);
        repeats.stop();
    }

    private List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void fail(int times) {
        for (int path = 1; path <= times; path++) {
            log.warn("failed path={}", path);
        }
    }

    @Test
    void what_comes_too_often_is_counted_and_said_once_at_its_beginning_and_once_at_the_end_of_the_minute() {
        fail(10);
        log.info("another path={}", 1);
        repeats.endMinute();
        repeats.endMinute();

        assertThat(lines())
                .containsExactly(
                        "failed path=1",
                        "failed path=2",
                        "failed path=3",
                        "the same event comes too often, and is counted for the rest of the minute"
                                + " event=\"failed path={}\"",
                        "another path=1",
                        "the same event came more often than it was written more=7 event=\"failed path={}\"");
        assertThat(written.list)
                .filteredOn(event -> event.getFormattedMessage().startsWith("the same"))
                .hasSize(2)
                .allSatisfy(event -> {
                    assertThat(event.getLevel()).isEqualTo(Level.WARN);
                    assertThat(event.getLoggerName()).isEqualTo(log.getName());
                });
    }

    @Test
    void each_minute_begins_anew() {
        for (int minute = 0; minute < 3; minute++) {
            fail(LIMIT);
            repeats.endMinute();
        }

        assertThat(lines()).hasSize(3 * LIMIT).allMatch(line -> line.startsWith("failed"));
    }

    @Test
    void errors_that_differ_in_what_they_tell_or_in_what_was_thrown_are_not_the_same() {
        for (int path = 1; path <= 10; path++) {
            log.error("unexpected path={}", path);
        }
        for (int time = 0; time < LIMIT; time++) {
            log.error("unexpected", new IllegalStateException());
            log.error("unexpected", new IllegalArgumentException());
        }
        assertThat(lines()).hasSize(10 + 2 * LIMIT).allMatch(line -> line.startsWith("unexpected"));

        log.error("unexpected", new IllegalStateException());

        assertThat(lines()).last().asString().endsWith("event=\"unexpected java.lang.IllegalStateException\"");
    }

    @Test
    void once_the_process_ends_all_is_written_for_nobody_would_say_the_count() {
        fail(LIMIT + 2);

        repeats.endProcess();
        fail(10);

        assertThat(lines()).hasSize(LIMIT + 2 + 10).last().isEqualTo("failed path=10");
        assertThat(lines().get(LIMIT + 1)).contains("more=2");
    }

    @Test
    void the_end_of_the_log_says_what_was_counted() {
        fail(LIMIT + 2);
        log.detachAppender(repeats);

        repeats.stop();

        assertThat(lines()).last().asString().contains("more=2");
    }

    @Test
    void lines_of_debug_are_all_written_and_so_are_all_without_a_limit() {
        for (int path = 0; path < 10; path++) {
            log.debug("migrated path={}", path);
        }
        repeats.setLimit(0);
        fail(10);

        assertThat(lines()).hasSize(20);
    }

    @Test
    void memory_is_bounded_also_where_no_two_messages_are_the_same() {
        for (int made = 0; made < LogRepeats.MOST_STATEMENTS; made++) {
            log.warn("message " + made);
        }
        fail(10);

        assertThat(lines()).as("all are written").hasSize(LogRepeats.MOST_STATEMENTS + 10);
    }
}
