package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.resilience.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time goes on by as much as the live file waits; the backfill waits until that is done. */
@Timeout(30)
class ReadPaceTest {
    private static final int MIB = 1024 * 1024;
    private static final boolean LIVE = true;
    private static final boolean BACKFILL = false;
    private static final int READERS = 8;

    /** At this pace a piece takes a hundredth of a second. */
    private static final Duration TWO_PIECES = Duration.ofMillis(20);

    private final Thread live = Thread.currentThread();
    private final CountDownLatch liveIsRead = new CountDownLatch(1);
    private final AtomicLong now = new AtomicLong();
    private final ReadPace reading = new ReadPace(MIB, new RateLimiter(() -> MIB, now::get, this::pause));

    private void pause(long nanos) {
        if (Thread.currentThread() != live) {
            try {
                liveIsRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        now.addAndGet(nanos);
    }

    @Test
    void a_live_file_waits_for_one_piece_of_the_backfill_at_most_however_many_are_read() {
        reading.await(MIB, BACKFILL); // nothing is left to catch up with
        List<CompletableFuture<Void>> backfill =
                IntStream.range(0, READERS).mapToObj(i -> readsBackfill()).toList();
        await().until(() -> reading.backfillWaiting() == READERS - 1);

        assertThat(reading.await(MIB, LIVE)).isEqualTo(MIB / 100);

        assertThat(now.get()).isPositive().isLessThanOrEqualTo(TWO_PIECES.toNanos());
        liveIsRead.countDown();
        backfill.forEach(CompletableFuture::join);
    }

    private CompletableFuture<Void> readsBackfill() {
        return CompletableFuture.runAsync(
                () -> reading.await(MIB, BACKFILL), task -> new Thread(task, "backfill").start());
    }
}
