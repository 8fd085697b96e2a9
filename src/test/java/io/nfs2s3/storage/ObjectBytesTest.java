package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

/** Whatever the store does, who reads an object comes back, with the bytes or with the store's fault. */
class ObjectBytesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** The client of the store, as far as the bytes ask it for more. */
    private static final class Client implements Subscription {
        private final AtomicLong wanted = new AtomicLong();
        private final AtomicBoolean cancelled = new AtomicBoolean();

        @Override
        public void request(long pieces) {
            wanted.addAndGet(pieces);
        }

        @Override
        public void cancel() {
            cancelled.set(true);
        }
    }

    private final Client client = new Client();

    private ObjectBytes subscribed(Duration rest, Duration whole) {
        ObjectBytes bytes = new ObjectBytes(rest, whole);
        bytes.onSubscribe(client);
        return bytes;
    }

    private static ByteBuffer piece(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void failsAsTheStores(ObjectBytes bytes, String words) {
        assertThatThrownBy(bytes::readAllBytes)
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        error -> assertThat(error.code()).isEqualTo(FailureCode.STORE_DOWN))
                .hasMessageContaining(words);
    }

    @Test
    void they_come_in_order_to_their_end() throws IOException {
        ObjectBytes bytes = subscribed(LONG, LONG);
        bytes.onNext(piece("ab"));
        bytes.onNext(piece(""));
        bytes.onNext(piece("cde"));
        bytes.onComplete();

        assertThat(bytes.read()).isEqualTo('a');
        assertThat(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("bcde");
        assertThat(bytes.read()).isEqualTo(-1);
    }

    @Test
    void no_more_is_asked_for_than_is_read() {
        ObjectBytes bytes = subscribed(LONG, LONG);
        long ahead = client.wanted.get();
        bytes.onNext(piece("ab"));
        bytes.onNext(piece("cd"));

        assertThat(bytes.read()).isEqualTo('a');
        assertThat(client.wanted).hasValue(ahead + 1);
        assertThat(bytes.read()).isEqualTo('b');
        assertThat(client.wanted).hasValue(ahead + 1);
    }

    @Test
    void a_store_that_breaks_off_is_to_blame() {
        ObjectBytes bytes = subscribed(LONG, LONG);
        bytes.onNext(piece("ab"));
        bytes.onError(new IOException("reset"));

        failsAsTheStores(bytes, "S3 broke off in the middle of it: reset");
        failsAsTheStores(bytes, "reset"); // whoever asks again
    }

    @Test
    void one_that_rests_and_tells_nobody_is_not_waited_for() {
        ObjectBytes bytes = subscribed(SHORT, LONG);
        bytes.onNext(piece("ab"));

        failsAsTheStores(bytes, "S3 does not send the object in time: 2 bytes of it came in ");
        assertThat(client.cancelled).isTrue();
    }

    @Test
    void nor_is_one_that_goes_on_and_never_comes_to_an_end() {
        ObjectBytes bytes = subscribed(LONG, SHORT);
        Thread store = new Thread(() -> {
            while (!client.cancelled.get()) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                bytes.onNext(piece("x"));
            }
        });
        store.setDaemon(true);
        store.start();

        failsAsTheStores(bytes, "S3 does not send the object in time: ");
        assertThat(client.cancelled).isTrue();
    }

    @Test
    void an_answer_that_comes_after_they_were_closed_is_given_up() {
        ObjectBytes bytes = new ObjectBytes(LONG, LONG);
        bytes.close();

        bytes.onSubscribe(client);

        assertThat(client.cancelled).isTrue();
        assertThat(client.wanted).hasValue(0);
    }
}
