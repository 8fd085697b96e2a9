package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallGateTest {
    private static final long MILLI = 1_000_000;
    private static final Duration LATE = Duration.ofMinutes(10);
    private final AtomicLong now = new AtomicLong(MILLI);
    private int underWay;
    private final CallGate gate = new CallGate(100, now::get);

    @Test
    void so_many_calls_go_at_a_time() {
        fill();

        assertThat(gate.enter(Duration.ZERO)).isFalse();
        gate.abandon();
        assertThat(gate.enter(Duration.ZERO)).isTrue();
    }

    @Test
    void more_go_while_that_makes_them_no_slower_and_fewer_when_it_does() {
        assertThat(gate.limit()).isEqualTo(4);
        call(2_000, 10 * MILLI, true);
        int found = gate.limit();
        assertThat(found).isGreaterThan(16);

        call(200, 40 * MILLI, true);

        assertThat(gate.limit()).isLessThan(found * 2 / 3);
        fill();
        assertThat(gate.enter(Duration.ZERO)).isFalse();
    }

    @Test
    void what_is_answered_from_memory_is_never_slow() {
        call(1_000, MILLI / 10, true);
        int found = gate.limit();

        call(200, 3 * MILLI, true);

        assertThat(gate.limit()).isGreaterThanOrEqualTo(found);
    }

    @Test
    void an_error_says_nothing_of_what_a_call_takes() {
        call(2_000, 10 * MILLI, true);
        int found = gate.limit();

        call(200, 40 * MILLI, false);

        assertThat(gate.limit()).isEqualTo(found);
    }

    @Test
    void calls_that_hang_make_it_fewer() {
        call(2_000, 10 * MILLI, true);
        fill();
        int found = gate.limit();

        for (int i = 0; i < found; i++) {
            now.addAndGet(20 * MILLI);
            gate.abandon();
        }

        assertThat(gate.limit()).isLessThan(found * 2 / 3);
    }

    @Test
    void who_comes_later_passes_nobody() {
        CallGate one = new CallGate(1, now::get);
        assertThat(one.enter(Duration.ZERO)).isTrue();
        CompletableFuture<Boolean> first = entering(one, LATE);

        one.leave(MILLI, true);

        assertThat(one.enter(Duration.ZERO)).isFalse();
        assertThat(first.orTimeout(1, TimeUnit.MINUTES).join()).isTrue();
    }

    @Test
    void who_waits_does_so_for_longer_than_its_patience_while_calls_come_back() {
        CallGate one = new CallGate(1, now::get);
        assertThat(one.enter(Duration.ZERO)).isTrue();
        CompletableFuture<Boolean> first = entering(one, LATE);
        CompletableFuture<Boolean> second = entering(one, LATE);
        CompletableFuture<Boolean> impatient = entering(one, Duration.ofMillis(1));

        comesBack(one);
        assertThat(first.orTimeout(1, TimeUnit.MINUTES).join()).isTrue();
        comesBack(one);
        assertThat(second.orTimeout(1, TimeUnit.MINUTES).join()).isTrue();
        comesBack(one);

        assertThat(impatient.orTimeout(1, TimeUnit.MINUTES).join()).isTrue();
    }

    @Test
    void when_none_comes_back_it_gives_up_and_is_in_nobodys_way() {
        CallGate one = new CallGate(1, now::get);
        assertThat(one.enter(Duration.ZERO)).isTrue();
        CompletableFuture<Boolean> impatient = entering(one, Duration.ofMillis(1));

        now.addAndGet(MILLI);

        assertThat(impatient.orTimeout(1, TimeUnit.MINUTES).join()).isFalse();
        one.leave(MILLI, true);
        assertThat(one.enter(Duration.ZERO)).isTrue();
    }

    /** Less than a millisecond after the one before. */
    private void comesBack(CallGate one) {
        now.addAndGet(MILLI * 9 / 10);
        one.leave(MILLI, true);
    }

    /** Begins to wait for a turn. */
    private static CompletableFuture<Boolean> entering(CallGate gate, Duration patience) {
        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        Thread waits = new Thread(() -> entered.complete(gate.enter(patience)));
        waits.setDaemon(true);
        waits.start();
        await().until(() -> waits.getState() == Thread.State.TIMED_WAITING || entered.isDone());
        return entered;
    }

    private void fill() {
        while (gate.enter(Duration.ZERO)) {
            underWay++;
            assertThat(underWay).isLessThanOrEqualTo(gate.limit());
        }
    }

    /** One each five milliseconds, with as many under way as there may be. */
    private void call(int calls, long took, boolean good) {
        for (int i = 0; i < calls; i++) {
            fill();
            now.addAndGet(5 * MILLI);
            gate.leave(took, good);
            underWay--;
        }
    }
}
