package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.resilience.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/** Whatever hangs on the way to a connection, the call ends at its limit. {@link SqsAnswersTest} has what comes after. */
@Timeout(60)
class SqsChannelTest {
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final URI SOMEWHERE = URI.create("http://sqs.test");
    private final CountDownLatch end = new CountDownLatch(1);
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket();
        server.bind(null, 1);
    }

    @AfterEach
    void close() throws IOException {
        assertThat(Thread.interrupted()).isFalse();
        end.countDown();
        server.close();
    }

    private URI endpoint(String scheme, String host) {
        return URI.create(scheme + "://" + host + ":" + server.getLocalPort());
    }

    private static ThrowableAssertAlternative<UnavailableException> assertThatNothingIsSent(
            HangingSqs hanging, Duration limit) {
        try (HangingSqs sqs = hanging) {
            return assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> sqs.channel().send(HangingSqs.FILES, limit))
                    .matches(UnavailableException::wasAsked);
        }
    }

    private static void assertThatItIsGivenUp(HangingSqs hanging) {
        assertThatNothingIsSent(hanging, LIMIT).withMessage("SQS did not answer within 500 ms");
        assertThat(hanging.channel().state()).isEqualTo(BreakerState.CLOSED); // for it never answered before
    }

    @Test
    void a_look_up_that_hangs_is_given_up() {
        SdkHttpClient hangs = new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                HangingSqs.await(end);
                throw new IllegalStateException("it is over");
            }

            @Override
            public void close() {
                // it has nothing
            }
        };

        assertThatItIsGivenUp(HangingSqs.at(SOMEWHERE, hangs));
    }

    @Test
    void a_name_that_is_unknown_is_a_failure_of_sqs() {
        assertThatNothingIsSent(HangingSqs.at(URI.create("http://sqs.invalid")), LONG)
                .withMessageContaining("sqs.invalid");
    }

    @Test
    void credentials_that_hang_are_given_up() {
        AwsCredentialsProvider hangs = () -> {
            HangingSqs.await(end);
            throw new IllegalStateException("it is over");
        };

        assertThatItIsGivenUp(HangingSqs.at(SOMEWHERE, hangs));
    }

    @Test
    void a_provider_of_credentials_that_fails_in_its_own_way_is_a_failure_of_sqs() {
        AwsCredentialsProvider broken = () -> {
            throw new IllegalStateException("the vault is sealed");
        };

        assertThatNothingIsSent(HangingSqs.at(SOMEWHERE, broken), LONG).withMessageContaining("the vault is sealed");
    }

    @Test
    void a_connect_that_hangs_is_given_up() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
        try (Socket first = new Socket();
                Socket second = new Socket()) {
            first.connect(address);
            second.connect(address); // now its backlog is full

            assertThatItIsGivenUp(HangingSqs.at(endpoint("http", "127.0.0.1")));
        }
    }

    @Test
    void a_greeting_of_tls_that_does_not_come_is_given_up() {
        assertThatItIsGivenUp(HangingSqs.at(endpoint("https", "127.0.0.1")));
    }

    @Test
    void a_first_answer_that_does_not_come_is_given_up() {
        assertThatItIsGivenUp(HangingSqs.at(endpoint("http", "127.0.0.1")));
    }
}
