package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.ErrorText;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DependencyTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int THREADS = 4;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Dependency dependency = new Dependency(
            "the disk",
            UncheckedIOException.class::isInstance,
            error -> String.valueOf(error.getMessage()).contains("outage"),
            ErrorText::of,
            LONG,
            new OwnThreads("test", THREADS));

    @AfterEach
    void close() {
        end.countDown();
        dependency.close();
    }

    private static String fail(String message) {
        throw new UncheckedIOException(message, new java.io.IOException(message));
    }

    private String hang() throws InterruptedException {
        end.await();
        return "late";
    }

    @Test
    void before_the_first_answer_a_call_that_hangs_is_no_outage_yet() {
        assertThatThrownBy(() -> dependency.call(SHORT, this::hang)).hasMessageContaining("within 20 ms");
        assertThat(dependency.state()).isEqualTo(BreakerState.CLOSED);

        assertThatThrownBy(() -> dependency.call(LONG, () -> fail("outage"))).hasMessageContaining("outage");
        assertThat(dependency.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void a_call_that_hangs_is_given_up_and_opens_the_breaker() throws Exception {
        dependency.call(LONG, () -> "answer");
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> dependency.call(SHORT, this::hang))
                .withMessage("the disk did not answer within 20 ms")
                .matches(UnavailableException::wasAsked);

        assertThat(dependency.state()).isEqualTo(BreakerState.OPEN);
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> dependency.call(LONG, () -> "answer"))
                .matches(e -> !e.wasAsked());
    }

    @Test
    void one_call_too_many_is_not_made() {
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            assertThatThrownBy(() -> dependency.insist(SHORT, this::hang)).hasMessageContaining("within 20 ms");
        }

        assertThatThrownBy(() -> dependency.insist(LONG, made::incrementAndGet))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("too many calls to the disk are under way");
        assertThat(made).hasValue(0);
    }

    @Test
    void an_answer_after_insisting_closes_the_breaker() throws Exception {
        assertThatThrownBy(() -> dependency.call(LONG, () -> fail("outage")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("outage");
        assertThat(dependency.state()).isEqualTo(BreakerState.OPEN);

        assertThat(dependency.insist(LONG, () -> "answer")).isEqualTo("answer");
        assertThat(dependency.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void a_failure_that_is_no_outage_leaves_the_breaker_closed() {
        assertThatThrownBy(() -> dependency.call(LONG, () -> fail("bad name")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("bad name");
        assertThat(dependency.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void an_error_of_the_caller_reaches_the_caller() {
        assertThatThrownBy(() -> dependency.call(LONG, () -> {
                    throw new IllegalArgumentException("no such kind");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such kind");
        assertThat(dependency.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void what_is_not_trusted_is_left_alone() {
        dependency.distrust("it took half of a batch");
        assertThat(dependency.state()).isEqualTo(BreakerState.OPEN);
    }
}
