package io.nfs2s3.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ControlPollerTest {
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void nothing_is_read_before_somebody_asks() {
        try (ControlPoller poller = new ControlPoller(this::fail, "test-control")) {
            assertThat(reads).hasValue(0);
            poller.current();
            assertThat(reads).hasPositiveValue();
        }
    }

    @Test
    void as_long_as_nothing_could_be_read_there_is_no_answer() {
        try (ControlPoller poller = new ControlPoller(this::fail, "test-control")) {
            assertThat(poller.current()).isEmpty();
            await().until(() -> reads.get() > 1);
            assertThat(poller.current()).isEmpty();
        }
    }

    @Test
    void a_read_that_fails_keeps_the_last_answer() {
        try (ControlPoller poller = new ControlPoller(this::answerOnce, "test-control")) {
            assertThat(poller.current()).contains(RunControl.NOTHING_SAID);
            await().until(() -> reads.get() > 2);
            assertThat(poller.current()).contains(RunControl.NOTHING_SAID);
        }
    }

    private RunControl fail() {
        reads.incrementAndGet();
        throw new IllegalStateException("down");
    }

    private RunControl answerOnce() {
        return reads.get() == 0 ? answer() : fail();
    }

    private RunControl answer() {
        reads.incrementAndGet();
        return RunControl.NOTHING_SAID;
    }
}
