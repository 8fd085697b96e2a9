package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.worker.ConcurrencyLimiter.Permit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where bytes have a pace, and a file of the backfill may be read for hours. */
@Timeout(30)
class BackfillReadersTest {
    private static final boolean LIVE = true;
    private static final boolean BACKFILL = false;
    private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(3, 10, () -> false, Paces.unlimited(), 2);

    @Test
    void few_files_of_the_backfill_are_read_at_a_time() {
        Permit first = acquire(BACKFILL);
        acquire(BACKFILL);
        CompletableFuture<Permit> third = acquiring(BACKFILL);
        await().until(() -> limiter.waiting() == 1);

        first.read();

        third.join();
        assertThat(limiter.inFlight()).isEqualTo(3);
    }

    @Test
    void one_that_could_not_be_read_lets_the_next_one_go() {
        Permit first = acquire(BACKFILL);
        acquire(BACKFILL);
        CompletableFuture<Permit> third = acquiring(BACKFILL);
        await().until(() -> limiter.waiting() == 1);

        first.release();

        third.join();
        assertThat(limiter.inFlight()).isEqualTo(2);
    }

    @Test
    void live_files_have_all_permits_beside_those_that_are_read() {
        acquire(BACKFILL);
        acquire(BACKFILL);
        limiter.limit(1); // the store is slow

        Permit live = acquire(LIVE);

        assertThat(limiter.inFlight()).isEqualTo(3);
        CompletableFuture<Permit> another = acquiring(LIVE);
        await().until(() -> limiter.waiting() == 1);
        live.release();
        another.join();
    }

    @Test
    void a_trial_of_the_store_does_not_keep_a_live_file_waiting_for_one_that_is_read() {
        ConcurrencyLimiter ofTrial = new ConcurrencyLimiter(3, 10, () -> true, Paces.unlimited(), 2);
        ofTrial.beginRun();
        assertThat(ofTrial.acquire(BACKFILL, () -> true)).isPresent();

        assertThat(ofTrial.acquire(LIVE, () -> true)).isPresent();
    }

    @Test
    void what_is_not_read_waits_for_no_reader_and_no_pace_and_takes_nothing_of_them() {
        ConcurrencyLimiter paced =
                new ConcurrencyLimiter(9, 9, () -> false, new RateLimiter(() -> 1, () -> 0, nanos -> {}), 1);

        assertThat(paced.acquireUnread(BACKFILL, () -> true)).isPresent();
        assertThat(paced.acquire(BACKFILL, () -> true)).isPresent();
        assertThat(paced.acquireUnread(BACKFILL, () -> true)).isPresent();
        assertThat(paced.acquireUnread(LIVE, () -> true)).isPresent();
    }

    @Test
    void a_file_is_not_read_to_be_removed_or_left_alone() {
        FileVersion upload = new FileVersion(MediaPath.of("images/1.jpg"), 1);
        Plan.Copy copy = new Plan.Copy(upload, Instant.EPOCH);

        assertThat(List.<Plan>of(copy, new Plan.CleanUpAndCopy(upload, copy))).allMatch(Plan::reads);
        assertThat(List.<Plan>of(new Plan.CleanUp(upload), new Plan.Nothing())).noneMatch(Plan::reads);
    }

    private CompletableFuture<Permit> acquiring(boolean live) {
        return CompletableFuture.supplyAsync(() -> acquire(live), task -> new Thread(task, "acquiring").start());
    }

    private Permit acquire(boolean live) {
        Optional<Permit> permit = limiter.acquire(live, () -> true);
        return permit.orElseThrow();
    }
}
