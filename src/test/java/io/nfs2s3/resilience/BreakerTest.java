package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = Breaker.afterColdStart(
            "the disk", LONG, BreakerTest::classOf, error -> "text of " + error.getMessage(), now::get);

    private static ErrorClass classOf(Throwable error) {
        if (!(error instanceof UncheckedIOException)) {
            return ErrorClass.UNRELATED;
        }
        return String.valueOf(error.getMessage()).contains("outage") ? ErrorClass.OUTAGE : ErrorClass.REFUSAL;
    }

    private static String fail(String message) {
        throw new UncheckedIOException(message, new java.io.IOException(message));
    }

    private static String giveUp() throws TimeoutException {
        throw new TimeoutException("no answer");
    }

    @Test
    void a_call_that_was_given_up_opens_it() throws Exception {
        breaker.call(() -> "answer");
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> breaker.call(BreakerTest::giveUp))
                .withMessage("text of no answer")
                .matches(UnavailableException::wasAsked);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.isOpen()).isTrue();
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> breaker.call(() -> "answer"))
                .withMessage("the disk is left alone after a failure")
                .withRootCauseInstanceOf(TimeoutException.class)
                .matches(e -> !e.wasAsked());
    }

    @Test
    void before_the_first_answer_a_call_that_was_given_up_is_no_outage_yet() {
        assertThatThrownBy(() -> breaker.call(BreakerTest::giveUp)).hasMessage("text of no answer");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        assertThatThrownBy(() -> breaker.call(() -> fail("outage"))).hasMessage("text of outage");
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void before_the_first_answer_a_slow_failure_is_no_outage_yet_but_a_refused_connection_is() {
        assertThatThrownBy(() -> breaker.call(() -> slowly("outage", new java.net.SocketTimeoutException())))
                .isInstanceOf(UnavailableException.class);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        assertThatThrownBy(() -> breaker.call(() -> slowly("outage", new ConnectException())))
                .isInstanceOf(UnavailableException.class);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    private String slowly(String message, java.io.IOException cause) {
        now.addAndGet(Duration.ofMillis(120).toNanos());
        throw new UncheckedIOException(message, cause);
    }

    @Test
    void without_a_cold_start_the_first_outage_opens_it() {
        Breaker warm =
                Breaker.atFirstOutage("the disk", LONG, BreakerTest::classOf, error -> "text of " + error.getMessage());

        assertThatThrownBy(() -> warm.call(BreakerTest::giveUp)).hasMessage("text of no answer");
        assertThat(warm.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void it_is_probed_after_a_while_whatever_the_clock_of_the_host_says_meanwhile() throws Exception {
        breaker.trip("it took half of a batch");
        now.addAndGet(LONG.minusNanos(1).toNanos());
        assertThat(breaker.isOpen()).isTrue();
        assertThatThrownBy(() -> breaker.call(() -> "answer")).isInstanceOf(UnavailableException.class);

        now.addAndGet(Duration.ofMillis(1).toNanos()); // the clock of the host goes on by next to nothing

        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.call(() -> "answer")).isEqualTo("answer");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void it_goes_by_the_clock_of_the_process_where_none_is_given() {
        Breaker soon = Breaker.atFirstOutage("the disk", Duration.ofMillis(1), BreakerTest::classOf, String::valueOf);
        soon.trip("it took half of a batch");

        await().ignoreExceptionsInstanceOf(UnavailableException.class)
                .untilAsserted(() -> assertThat(soon.call(() -> "answer")).isEqualTo("answer"));
        assertThat(soon.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void a_call_that_was_rejected_leaves_it_closed() {
        assertThatThrownBy(() -> breaker.call(() -> {
                    throw new RejectedExecutionException("too many");
                }))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("text of too many");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void an_answer_after_insisting_closes_it() throws Exception {
        breaker.trip("it took half of a batch");
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);

        assertThat(breaker.insist(() -> "answer")).isEqualTo("answer");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void a_refusal_leaves_it_closed() {
        assertThatThrownBy(() -> breaker.call(() -> fail("bad name")))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("text of bad name");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void an_error_of_the_caller_reaches_the_caller() {
        assertThatThrownBy(() -> breaker.call(() -> {
                    throw new IllegalArgumentException("no such kind");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such kind");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void asynchronous_calls_open_it_when_half_of_them_failed() {
        Breaker half = Breaker.atHalfOfCalls("S3", LONG, BreakerTest::classOf, error -> "text");
        assertThat(half.callAsync(() -> CompletableFuture.completedFuture("answer"))
                        .join())
                .isEqualTo("answer");
        for (int i = 0; i < 3; i++) {
            assertThat(half.state()).isEqualTo(BreakerState.CLOSED);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> half.callAsync(() -> CompletableFuture.failedFuture(new TimeoutException()))
                            .join())
                    .withCauseInstanceOf(UnavailableException.class);
        }

        assertThat(half.state()).isEqualTo(BreakerState.OPEN);
        assertThat(half.callAsync(() -> CompletableFuture.completedFuture("answer")))
                .isCompletedExceptionally();
    }

    @Test
    void an_asynchronous_probe_that_cannot_even_begin_leaves_its_turn_to_the_next() {
        breaker.trip("it took half of a batch");
        now.addAndGet(LONG.plusMillis(1).toNanos());

        assertThatThrownBy(() -> breaker.callAsync(BreakerTest::missingClass).join())
                .hasStackTraceContaining("NoClassDefFoundError: of the client");

        assertThat(breaker.callAsync(() -> CompletableFuture.completedFuture("answer"))
                        .join())
                .isEqualTo("answer");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    private static CompletableFuture<String> missingClass() {
        throw new NoClassDefFoundError("of the client");
    }

    @Test
    void asynchronous_calls_that_were_refused_are_answers() {
        Breaker half = Breaker.atHalfOfCalls("S3", LONG, BreakerTest::classOf, error -> "text");

        for (int i = 0; i < 20; i++) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> half.callAsync(() -> CompletableFuture.failedFuture(
                                    new UncheckedIOException("bad name", new java.io.IOException())))
                            .join())
                    .withCauseInstanceOf(UnavailableException.class);
        }

        assertThat(half.state()).isEqualTo(BreakerState.CLOSED);
    }
}
