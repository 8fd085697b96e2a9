package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What calls that hang take from others, and for how long. */
class HungReadersTest extends ReaderPoolTestBase {
    private static final MediaPath OTHER = MediaPath.of("images/2.jpg");

    @Test
    void a_call_past_its_deadline_is_abandoned_and_counted_until_it_returns() {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            var abandoned = pool.submit(this::hang);

            isDown(abandoned, "a read took longer than 50 ms");
            assertThat(pool.hung()).isEqualTo(1);

            mountBack.countDown();
            await().untilAsserted(() -> assertThat(pool.hung()).isZero());
        }
    }

    @Test
    void a_call_that_returns_while_its_deadline_passes_is_not_counted_for_ever() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            var returned = new CountDownLatch(1);
            var abandoned = pool.<String>submit(watch -> {
                try {
                    return hang(watch);
                } finally {
                    returned.countDown();
                }
            });
            // On the thread of the clock, so that the call returns in the middle of the alarm.
            var inTheMiddle = abandoned.handle((none, error) -> {
                mountBack.countDown();
                awaitQuietly(returned);
                return pool.hung();
            });

            assertThat(inTheMiddle.get(1, TimeUnit.MINUTES)).isZero();
        }
    }

    @Test
    void at_the_limit_new_work_fails_at_once_and_below_it_runs_again() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 3, SOON, 1)) {
            isDown(pool.submit(this::hang), "a read took longer");
            AtomicBoolean ran = new AtomicBoolean();

            var refused = pool.submit(watch -> ran.getAndSet(true));

            assertThat(refused).as("at once").isCompletedExceptionally();
            isDown(refused, "1 reads hang");
            assertThatThrownBy(pool::requireFree)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("1 reads hang");
            mountBack.countDown();
            await().untilAsserted(() -> assertThat(pool.hung()).isZero());
            pool.requireFree();
            assertThat(ran).isFalse();
            assertThat(pool.submit(watch -> ran.getAndSet(true)).get(1, TimeUnit.MINUTES))
                    .isFalse();
        }
    }

    @Test
    void a_file_that_hangs_takes_one_reader_however_often_it_is_asked_for() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 3, SOON, 2)) {
            isDown(pool.submit(FILE, this::hang), "a read took longer");

            for (int i = 0; i < 5; i++) {
                var again = pool.submit(FILE, this::hang);
                assertThat(again).as("at once").isCompletedExceptionally();
                isDown(again, "an earlier read of this file has not come back");
            }

            assertThat(pool.hung()).isEqualTo(1);
            pool.requireFree();
            assertThat(pool.submit(OTHER, watch -> watch.timed(() -> "bytes")).get(1, TimeUnit.MINUTES))
                    .isEqualTo("bytes");
            mountBack.countDown();
            await().untilAsserted(() -> assertThat(pool.hung()).isZero());
            assertThat(pool.submit(FILE, watch -> watch.timed(() -> "bytes")).get(1, TimeUnit.MINUTES))
                    .isEqualTo("bytes");
        }
    }

    @Test
    void so_does_one_that_is_asked_for_again_before_its_first_read_hangs() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 1, SOON, 2)) {
            CountDownLatch ask = new CountDownLatch(1);
            AtomicBoolean ran = new AtomicBoolean();
            CompletableFuture<String> first = pool.submit(FILE, watch -> {
                awaitQuietly(ask);
                return hang(watch);
            });
            CompletableFuture<Boolean> waits = pool.submit(FILE, watch -> ran.getAndSet(true));
            ask.countDown();
            isDown(first, "a read took longer");

            pool.threads(2); // the one that hangs is not alone any more

            isDown(waits, "an earlier read of this file has not come back");
            assertThat(ran).isFalse();
        }
    }

    @Test
    void work_that_waits_for_a_reader_fails_too_when_all_readers_hang() {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 1)) {
            var first = pool.submit(this::hang);
            var second = pool.submit(this::hang);
            AtomicBoolean ran = new AtomicBoolean();

            var waiting = pool.submit(watch -> ran.getAndSet(true));

            isDown(first, "hang");
            isDown(second, "hang");
            isDown(waiting, "hang");
            mountBack.countDown();
            await().untilAsserted(() -> assertThat(pool.hung()).isZero());
            assertThat(ran).isFalse();
        }
    }
}
