package io.nfs2s3.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Who asks for credentials is told in time, and in one plain line, that there are none. */
class BoundedCredentialsTest {
    private static final AwsCredentials FOUND = AwsBasicCredentials.create("id", "secret");
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void end() {
        end.countDown();
    }

    private AwsCredentials hangs() {
        asked.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FOUND;
    }

    private static BoundedCredentials within(Duration limit, AwsCredentialsProvider chain) {
        return new BoundedCredentials(chain, limit);
    }

    @Test
    void a_chain_that_hangs_is_given_up_and_not_asked_again_for_a_while() {
        BoundedCredentials credentials = within(Duration.ofMillis(100), this::hangs);
        long begun = System.nanoTime();

        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(credentials::resolveCredentials)
                    .withMessageStartingWith("no AWS credentials: ")
                    .withMessageContaining("the instance metadata service at http://")
                    .withMessageContaining("does not answer within 100 ms; set AWS_ACCESS_KEY_ID")
                    .withMessageContaining("hop limit of 2")
                    .withNoCause();
        }
        await().until(() -> asked.get() > 0); // its thread may begin after its limit
        assertThat(asked).hasValue(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("much more than its limit is the machine's")
                .isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_chain_that_finds_nothing_is_told_in_a_line() {
        BoundedCredentials credentials = within(Duration.ofMinutes(1), () -> {
            throw SdkClientException.create("x".repeat(1_500));
        });

        assertThatExceptionOfType(SdkClientException.class)
                .isThrownBy(credentials::resolveCredentials)
                .withMessageContaining("does not answer, or has none; set AWS_ACCESS_KEY_ID")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void a_chain_that_has_given_some_is_asked_at_once() {
        Thread caller = Thread.currentThread();
        BoundedCredentials credentials = within(Duration.ofMinutes(1), () -> {
            if (asked.incrementAndGet() > 1) {
                assertThat(Thread.currentThread()).isSameAs(caller);
            }
            return FOUND;
        });

        assertThat(credentials.resolveCredentials()).isSameAs(FOUND);
        assertThat(credentials.resolveCredentials()).isSameAs(FOUND);
        assertThat(asked).hasValue(2);
    }

    @Test
    void an_error_of_another_kind_is_passed_on() {
        BoundedCredentials credentials = within(Duration.ofMinutes(1), () -> {
            throw new IllegalStateException("the vault is sealed");
        });

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(credentials::resolveCredentials)
                .withMessage("the vault is sealed");
    }
}
