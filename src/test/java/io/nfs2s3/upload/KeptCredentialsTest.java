package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
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
        return new KeptCredentials(provider, calls, now::get);
    }

    private String key() throws Exception {
        AwsCredentials answer = calls.call(LONG, credentials::resolveCredentials);
        return answer.accessKeyId();
    }

    @Test
    void a_provider_is_asked_on_another_thread_once_a_second() throws Exception {
        assertThat(key()).isEqualTo("key 1");
        now.addAndGet(KeptCredentials.KEPT_NANOS - 1);
        assertThat(key()).isEqualTo("key 1");
        now.addAndGet(1);
        assertThat(key()).isEqualTo("key 2");
        assertThat(key()).isEqualTo("key 2");

        assertThat(askedOn).hasSize(2).doesNotContain(Thread.currentThread());
    }

    @Test
    void one_call_renews_them_while_the_others_go_on() throws Exception {
        assertThat(key()).isEqualTo("key 1");
        now.addAndGet(KeptCredentials.KEPT_NANOS);

        List<String> keys = new ArrayList<>();
        String renewed = calls.call(LONG, () -> {
            if (calls.mayWait()) {
                keys.add(keyOnAnotherThread());
            }
            return credentials.resolveCredentials().accessKeyId();
        });

        assertThat(keys).containsExactly("key 1");
        assertThat(renewed).isEqualTo("key 2");
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
    void what_a_provider_throws_is_an_error_of_the_client() {
        KeptCredentials broken = keeping(() -> {
            throw new IllegalStateException("the vault is sealed");
        });

        assertThatThrownBy(() -> calls.call(LONG, broken::resolveCredentials))
                .hasRootCauseMessage("the vault is sealed")
                .hasCauseInstanceOf(SdkClientException.class);
    }
}
