package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

class S3ClientsTest {
    private static void repeat(int times, Throwable failure) {
        RetryStrategy strategy = S3Clients.retries(S3Clients.ATTEMPTS);
        RetryToken token = strategy.acquireInitialToken(AcquireInitialTokenRequest.create("test"))
                .token();
        for (int i = 0; i < times; i++) {
            token = strategy.refreshRetryToken(RefreshRetryTokenRequest.builder()
                            .token(token)
                            .failure(failure)
                            .suggestedDelay(Duration.ZERO)
                            .build())
                    .token();
        }
    }

    @Test
    void a_request_that_found_the_pipeline_of_its_connection_busy_is_repeated() {
        Throwable busy = SdkClientException.create(
                "Unable to execute HTTP request",
                new CompletionException(new IllegalArgumentException(
                        "Duplicate handler name: HttpStreamsClientHandler-body-subscriber")));

        assertThatCode(() -> repeat(S3Clients.ATTEMPTS - 1, busy)).doesNotThrowAnyException();
        assertThatThrownBy(() -> repeat(S3Clients.ATTEMPTS, busy)).isInstanceOf(TokenAcquisitionFailedException.class);
    }

    @Test
    void a_mistake_of_the_caller_is_not_repeated() {
        Throwable mistake = SdkClientException.create("wrong", new IllegalArgumentException("no such thing"));

        assertThatThrownBy(() -> repeat(1, mistake)).isInstanceOf(TokenAcquisitionFailedException.class);
    }
}
