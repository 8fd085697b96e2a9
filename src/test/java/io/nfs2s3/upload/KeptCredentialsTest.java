package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

class KeptCredentialsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final WarmCalls calls = new WarmCalls("test", 4);
    private final AtomicLong now = new AtomicLong();
    private final List<Thread> askedOn = new ArrayList<>();
    private final KeptCredentials credentials = keeping(() -> {
        askedOn.add(Thread.currentThread());
        return AwsBasicCredentials.create("key " + askedOn.size(), "secret");
    });

    @AfterEach
    void close() {
        calls.close();
    }

    private KeptCredentials keeping(AwsCredentialsProvider provider) {
        return new KeptCredentials(provider, calls, now::get, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private String key() throws Exception {
        AwsCredentials answer = calls.call(LONG, credentials::resolveCredentials);
        return answer.accessKeyId();
    }

    @Test
    void a_provider_is_asked_on_another_thread_once_in_ten_seconds() throws Exception {
        assertThat(key()).isEqualTo("key 1");
        now.addAndGet(KeptCredentials.KEPT.toNanos() - 1);
        assertThat(key()).isEqualTo("key 1");
        now.addAndGet(1);
        assertThat(key()).isEqualTo("key 2");
        assertThat(key()).isEqualTo("key 2");

        assertThat(askedOn).hasSize(2).doesNotContain(Thread.currentThread());
    }

    @Test
    void one_call_renews_them_while_the_others_go_on() throws Exception {
        assertThat(key()).isEqualTo("key 1");
        now.addAndGet(KeptCredentials.KEPT.toNanos());

        assertThat(keyWhileOneRenews()).containsExactly("key 1", "key 2");
    }

    @Test
    void after_a_long_rest_nobody_goes_on_with_old_ones() throws Exception {
        assertThat(key()).isEqualTo("key 1");
        now.addAndGet(2 * KeptCredentials.KEPT.toNanos());

        assertThat(keyWhileOneRenews()).containsExactly("key 2", "key 3");
    }

    /** The key that another call gets meanwhile, and the renewed one. */
    private List<String> keyWhileOneRenews() throws Exception {
        List<String> keys = new ArrayList<>();
        keys.add(calls.call(LONG, () -> {
            if (calls.mayWait()) {
                keys.add(keyOnAnotherThread());
            }
            return credentials.resolveCredentials().accessKeyId();
        }));
        return keys;
    }

    private String keyOnAnotherThread() throws InterruptedException {
        List<String> keys = new ArrayList<>();
        Thread other = new Thread(() -> {
            try {
                keys.add(key());
            } catch (Exception e) {
                keys.add(e.toString());
            }
        });
        other.start();
        other.join();
        return keys.get(0);
    }

    @Test
    void credentials_that_expire_are_renewed_after_half_of_their_time() throws Exception {
        KeptCredentials expiring = keeping(() -> {
            askedOn.add(Thread.currentThread());
            return AwsSessionCredentials.builder()
                    .accessKeyId("key")
                    .secretAccessKey("secret")
                    .sessionToken("token")
                    .expirationTime(Instant.EPOCH.plusSeconds(4))
                    .build();
        });
        calls.call(LONG, expiring::resolveCredentials);
        now.addAndGet(Duration.ofSeconds(2).toNanos() - 1);
        calls.call(LONG, expiring::resolveCredentials);
        assertThat(askedOn).hasSize(1);

        now.addAndGet(1);
        calls.call(LONG, expiring::resolveCredentials);
        assertThat(askedOn).hasSize(2);
    }

    @Test
    void what_a_provider_throws_is_an_error_of_the_client() {
        KeptCredentials broken = keeping(() -> {
            throw new IllegalStateException("the vault is sealed");
        });

        assertThatThrownBy(() -> calls.call(LONG, broken::resolveCredentials))
                .hasRootCauseMessage("the vault is sealed")
                .hasCauseInstanceOf(SdkClientException.class);
    }
}
