package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.worker.ConcurrencyLimiter.Permit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConcurrencyLimiterTest {
    private static final boolean LIVE = true;
    private static final boolean BACKFILL = false;
    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final List<String> got = new CopyOnWriteArrayList<>();
    private final Queue<Permit> permits = new ConcurrentLinkedQueue<>();
    private final ConcurrencyLimiter limiter =
            new ConcurrencyLimiter(1, 1, () -> false, Paces.unlimited(), ConcurrencyLimiter.ALL);

    @Test
    void a_live_file_goes_before_those_that_wait_already() {
        take(LIVE, "first");
        CompletableFuture<Void> backfill = start(BACKFILL, "backfill");
        CompletableFuture<Void> live = start(LIVE, "live");
        await().until(() -> limiter.waiting() == 2);

        permits.remove().release();
        live.join();
        assertThat(got).containsExactly("first", "live");

        permits.remove().release();
        backfill.join();
        assertThat(got).containsExactly("first", "live", "backfill");
    }

    @Test
    void a_lower_limit_holds_as_permits_come_back() {
        limiter.limit(2);
        take(LIVE, "a");
        take(LIVE, "b");
        limiter.limit(1);
        CompletableFuture<Void> third = start(LIVE, "c");
        await().until(() -> limiter.waiting() == 1);

        permits.remove().release();
        assertThat(limiter.inFlight()).isEqualTo(1);
        assertThat(third).isNotDone();
        permits.remove().release();

        third.join();
        assertThat(limiter.inFlight()).isEqualTo(1);
    }

    @Test
    void a_higher_limit_lets_those_through_that_wait() {
        take(LIVE, "a");
        CompletableFuture<Void> second = start(BACKFILL, "b");

        limiter.limit(2);

        second.join();
        assertThat(limiter.inFlight()).isEqualTo(2);
    }

    @Test
    void one_permit_is_left_at_any_limit() {
        limiter.limit(0);

        take(BACKFILL, "a");

        assertThat(got).containsExactly("a");
    }

    @Test
    void who_waits_gives_up_when_it_does_not_go_on() {
        take(LIVE, "a");
        CompletableFuture<Void> second = start(LIVE, "b");
        await().until(() -> limiter.waiting() == 1);

        goesOn.set(false);

        second.join();
        assertThat(got).containsExactly("a", "b gave up");
        assertThat(limiter.inFlight()).isEqualTo(1);
    }

    @Test
    void all_are_awaited_for_so_long_and_no_longer() {
        take(LIVE, "a");
        assertThat(limiter.awaitAll(Duration.ofMillis(20))).isFalse();

        permits.remove().release();

        assertThat(limiter.awaitAll(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void a_copied_file_lets_the_next_one_go_but_only_so_many_wait_for_their_flip() {
        take(LIVE, "a");
        permits.element().copied();
        CompletableFuture<Void> second = start(LIVE, "b");
        await().until(() -> limiter.waiting() == 1);

        permits.remove().release();

        second.join();
        assertThat(limiter.inFlight()).isEqualTo(1);
    }

    @Test
    void while_the_store_is_tried_the_one_permit_is_out_until_the_flip() {
        AtomicBoolean trial = new AtomicBoolean(true);
        ConcurrencyLimiter ofTrial =
                new ConcurrencyLimiter(4, 4, trial::get, Paces.unlimited(), ConcurrencyLimiter.ALL);
        Permit first = ofTrial.acquire(LIVE, goesOn::get).orElseThrow();
        first.copied();
        CompletableFuture<Optional<Permit>> second = second(ofTrial);
        await().until(() -> ofTrial.waiting() == 1);

        first.release();

        assertThat(second.join()).isPresent();
        assertThat(ofTrial.inFlight()).isEqualTo(1);
    }

    @Test
    void a_trial_does_not_wait_for_what_an_earlier_run_left_in_flight() {
        AtomicBoolean trial = new AtomicBoolean();
        ConcurrencyLimiter ofTrial =
                new ConcurrencyLimiter(4, 4, trial::get, Paces.unlimited(), ConcurrencyLimiter.ALL);
        Permit hanging = ofTrial.acquire(LIVE, goesOn::get).orElseThrow();
        Permit hangingInFlip = ofTrial.acquire(LIVE, goesOn::get).orElseThrow();
        hangingInFlip.copied();
        trial.set(true);

        ofTrial.beginRun();
        Permit ofThisRun = ofTrial.acquire(LIVE, goesOn::get).orElseThrow();
        assertThat(ofTrial.inFlight()).isEqualTo(2);

        hanging.release();
        hangingInFlip.release();
        CompletableFuture<Optional<Permit>> second = second(ofTrial);
        await().until(() -> ofTrial.waiting() == 1);
        ofThisRun.release();
        assertThat(second.join()).isPresent();
    }

    @Test
    void a_trial_starts_beside_what_hangs_also_where_the_limit_has_come_down_to_that() {
        ConcurrencyLimiter ofTrial =
                new ConcurrencyLimiter(4, 4, () -> true, Paces.unlimited(), ConcurrencyLimiter.ALL);
        assertThat(ofTrial.acquire(LIVE, goesOn::get)).isPresent();
        ofTrial.limit(1);

        ofTrial.beginRun();

        assertThat(second(ofTrial).orTimeout(1, TimeUnit.MINUTES).join()).isPresent();
    }

    @Test
    void what_an_earlier_run_left_in_flight_leaves_a_trial_no_more_than_there_may_be_at_once() {
        ConcurrencyLimiter ofTrial =
                new ConcurrencyLimiter(1, 1, () -> true, Paces.unlimited(), ConcurrencyLimiter.ALL);
        Permit hanging = ofTrial.acquire(LIVE, goesOn::get).orElseThrow();

        ofTrial.beginRun();
        CompletableFuture<Optional<Permit>> second = second(ofTrial);
        await().until(() -> ofTrial.waiting() == 1);
        hanging.release();

        assertThat(second.join()).isPresent();
    }

    @Test
    void files_that_wait_for_their_flip_are_awaited_too() {
        take(LIVE, "a");
        permits.element().copied();
        assertThat(limiter.awaitAll(Duration.ofMillis(20))).isFalse();

        permits.remove().release();

        assertThat(limiter.awaitAll(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void permits_come_at_the_pace_that_is_set_and_a_live_file_has_the_next_one() {
        AtomicLong now = new AtomicLong();
        RateLimiter pace = new RateLimiter(() -> 1, now::get, nanos -> {
            throw new AssertionError("it waits by itself");
        });
        ConcurrencyLimiter paced = new ConcurrencyLimiter(4, 4, () -> false, pace, ConcurrencyLimiter.ALL);
        assertThat(paced.acquire(BACKFILL, goesOn::get)).isPresent();
        CompletableFuture<Optional<Permit>> backfill = acquiring(paced, BACKFILL);
        CompletableFuture<Optional<Permit>> live = acquiring(paced, LIVE);
        await().until(() -> paced.waiting() == 2);
        assertThat(paced.inFlight()).isEqualTo(1);

        now.addAndGet(1_000_000_000);
        assertThat(live.join()).isPresent();
        assertThat(paced.inFlight()).isEqualTo(2);
        assertThat(backfill).isNotDone();

        now.addAndGet(1_000_000_000);
        assertThat(backfill.join()).isPresent();
        assertThat(paced.inFlight()).isEqualTo(3);
    }

    @Test
    void who_waits_for_its_turn_gives_up_when_it_does_not_go_on() {
        ConcurrencyLimiter paced = new ConcurrencyLimiter(
                4, 4, () -> false, new RateLimiter(() -> 1, () -> 0, nanos -> {}), ConcurrencyLimiter.ALL);
        assertThat(paced.acquire(LIVE, goesOn::get)).isPresent();
        CompletableFuture<Optional<Permit>> second = second(paced);
        await().until(() -> paced.waiting() == 1);

        goesOn.set(false);

        assertThat(second.join()).isEmpty();
        assertThat(paced.inFlight()).isEqualTo(1);
    }

    private CompletableFuture<Optional<Permit>> second(ConcurrencyLimiter from) {
        return acquiring(from, LIVE);
    }

    private CompletableFuture<Optional<Permit>> acquiring(ConcurrencyLimiter from, boolean live) {
        return CompletableFuture.supplyAsync(
                () -> from.acquire(live, goesOn::get), task -> new Thread(task, "acquiring").start());
    }

    private CompletableFuture<Void> start(boolean live, String name) {
        return CompletableFuture.runAsync(() -> take(live, name), task -> new Thread(task, name).start());
    }

    private void take(boolean live, String name) {
        Optional<Permit> permit = limiter.acquire(live, goesOn::get);
        permit.ifPresent(permits::add);
        got.add(permit.isPresent() ? name : name + " gave up");
    }
}
