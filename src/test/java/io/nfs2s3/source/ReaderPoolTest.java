package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReaderPoolTest {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATE = Duration.ofMinutes(10);
    private static final MediaPath FILE = MediaPath.of("images/1.jpg");
    private static final MediaPath OTHER = MediaPath.of("images/2.jpg");
    private final CountDownLatch mountBack = new CountDownLatch(1);

    @AfterEach
    void bring_the_mount_back() {
        mountBack.countDown();
    }

    @Test
    void the_result_of_the_work_completes_the_future() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 2, LATE, 1)) {
            assertThat(pool.submit(watch -> watch.timed(() -> "bytes")).get(1, TimeUnit.MINUTES))
                    .isEqualTo("bytes");
            assertThat(pool.hung()).isZero();
        }
    }

    @Test
    void a_call_that_is_abandoned_gives_its_turn_back() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            pool.limitCalls(new CallGate(1, System::nanoTime));
            isDown(pool.submit(this::hang), "a read took longer than 50 ms");

            assertThat(pool.callLimit()).isEqualTo(1);
            assertThat(pool.submit(watch -> watch.timed(() -> "bytes")).get(1, TimeUnit.MINUTES))
                    .isEqualTo("bytes");
        }
    }

    @Test
    void a_call_whose_turn_does_not_come_in_time_is_abandoned_too() {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            CallGate gate = new CallGate(1, System::nanoTime);
            assertThat(gate.enter(Duration.ZERO)).isTrue();
            pool.limitCalls(gate);

            isDown(pool.submit(watch -> watch.timed(() -> "bytes")), "no call came back in 50 ms");
        }
    }

    @Test
    void there_are_more_threads_when_they_are_wanted() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 1, LATE, 1)) {
            pool.threads(3);
            CountDownLatch together = new CountDownLatch(3);

            List<CompletableFuture<Boolean>> all = IntStream.range(0, 3)
                    .mapToObj(i -> pool.submit(watch -> {
                        together.countDown();
                        return awaited(together);
                    }))
                    .toList();

            for (CompletableFuture<Boolean> each : all) {
                assertThat(each.get(1, TimeUnit.MINUTES)).isTrue();
            }
        }
    }

    private static boolean awaited(CountDownLatch latch) throws IOException {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void an_error_of_the_work_fails_the_future_as_it_is() {
        try (var pool = new ReaderPool("test-reader-", 2, LATE, 1)) {
            var failed = pool.submit(watch -> watch.timed(() -> {
                throw new IOException("Input/output error");
            }));

            assertThatThrownBy(() -> failed.get(1, TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("Input/output error");
        }
    }

    @Test
    void what_comes_after_it_was_given_up_is_handed_back() {
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            List<String> late = new CopyOnWriteArrayList<>();
            isDown(pool.submit(FILE, this::hang, late::add), "a read took longer than 50 ms");

            mountBack.countDown();
            await().untilAsserted(() -> assertThat(late).containsExactly("late"));
        }
    }

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

    @Test
    void abandoned_work_learns_that_nobody_wants_it() throws Exception {
        var afterwards = new CompletableFuture<Throwable>();
        try (var pool = new ReaderPool("test-reader-", 2, SOON, 2)) {
            var abandoned = pool.submit(watch -> {
                hang(watch);
                try {
                    watch.checkWanted();
                    afterwards.complete(new AssertionError("still wanted"));
                } catch (MigrationException e) {
                    afterwards.complete(e);
                }
                return "";
            });
            isDown(abandoned, "a read took longer");

            mountBack.countDown();

            assertThat(afterwards.get(1, TimeUnit.MINUTES)).hasMessageContaining("this read was abandoned");
        }
    }

    @Test
    void close_takes_no_new_work_but_watches_what_is_under_way() throws Exception {
        var started = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var pool = new ReaderPool("test-reader-", 2, SOON, 2);
        var hanging = pool.submit(watch -> {
            started.countDown();
            awaitQuietly(goOn);
            assertThat(watch.timed(() -> 1)).isEqualTo(1);
            return hang(watch);
        });
        assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();

        pool.close();
        goOn.countDown();

        isDown(hanging, "a read took longer than 50 ms");
    }

    private String hang(ReaderPool.Watch watch) throws IOException {
        return watch.timed(() -> {
            awaitQuietly(mountBack);
            return "late";
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void isDown(CompletableFuture<?> future, String reason) {
        assertThatThrownBy(() -> future.get(1, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_DOWN))
                .hasMessageContaining(reason);
    }
}
