package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of work, and on how many threads. */
class ReaderPoolTest extends ReaderPoolTestBase {
    @Test
    void the_result_of_the_work_completes_the_future() throws Exception {
        try (var pool = new ReaderPool("test-reader-", 2, LATE, 1)) {
            assertThat(pool.submit(watch -> watch.timed(() -> "bytes")).get(1, TimeUnit.MINUTES))
                    .isEqualTo("bytes");
            assertThat(pool.hung()).isZero();
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
}
