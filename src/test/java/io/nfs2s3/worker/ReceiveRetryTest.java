package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** In a time of its own, which pauses alone move on. */
class ReceiveRetryTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final ReceiveRetry retry = new ReceiveRetry(goesOn::get, nanos::get, nanos::addAndGet);

    private static QueueException error(String code) {
        return QueueException.of(
                "receive from",
                "uploads",
                SqsException.builder()
                        .statusCode(400)
                        .awsErrorDetails(
                                AwsErrorDetails.builder().errorCode(code).build())
                        .build());
    }

    /** The longest pause is 1.2 s. */
    @ParameterizedTest
    @CsvSource({"RequestThrottled, 18, 20", "KmsThrottled, 18, 20", "ServiceUnavailable, 0, 2"})
    void a_queue_that_answers_nobody_is_an_outage_in_the_end(String code, long from, long to) {
        assertThatThrownBy(() -> retry.call(() -> {
                    throw error(code);
                }))
                .hasMessageContaining(code);

        assertThat(Duration.ofNanos(nanos.get())).isBetween(Duration.ofSeconds(from), Duration.ofSeconds(to));
    }

    @Test
    void a_queue_that_answers_another_receive_now_and_then_is_no_outage() {
        AtomicInteger refused = new AtomicInteger();

        boolean found = retry.call(() -> {
            retry.call(() -> true); // of another poller
            if (refused.incrementAndGet() <= 1_000) {
                throw error("ServiceUnavailable");
            }
            return true;
        });

        assertThat(found).isTrue();
        assertThat(Duration.ofNanos(nanos.get())).isGreaterThan(Duration.ofMinutes(5));
    }

    @Test
    void a_worker_that_is_told_to_stop_repeats_nothing() {
        goesOn.set(false);

        assertThatThrownBy(() -> retry.call(() -> {
                    throw error("RequestThrottled");
                }))
                .isInstanceOf(QueueException.class);
        assertThat(nanos).hasValue(0);
    }
}
