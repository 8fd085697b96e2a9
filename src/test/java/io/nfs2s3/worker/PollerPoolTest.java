package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PollerPoolTest {
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();

    @Test
    void it_sleeps_until_it_is_woken_and_polls_until_nothing_is_left() {
        try (PollerPool pool = new PollerPool("test-pool-", 3, this::poll)) {
            assertThat(pool.isWorking()).isFalse();
            left.set(100);

            pool.wake();

            assertThat(pool.awaitRest(Duration.ofSeconds(20))).isTrue();
            assertThat(left.get()).isNegative();
            assertThat(polls.get()).isEqualTo(103);
        }
    }

    @Test
    void a_call_counts_as_work_at_once() {
        var go = new CountDownLatch(1);
        try (PollerPool pool = new PollerPool("test-pool-", 2, () -> {
            await().until(() -> go.getCount() == 0);
            return false;
        })) {
            pool.wake();
            assertThat(pool.isWorking()).isTrue();
            assertThat(pool.awaitRest(Duration.ofMillis(20))).isFalse();

            go.countDown();

            assertThat(pool.awaitRest(Duration.ofSeconds(20))).isTrue();
        }
    }

    private static Stream<Throwable> errors() {
        return Stream.of(
                new IllegalStateException("on purpose: polling fails"),
                new OutOfMemoryError("on purpose: unable to create native thread"));
    }

    private static boolean fail(Throwable error) {
        if (error instanceof Error fatal) {
            throw fatal;
        }
        throw (RuntimeException) error;
    }

    @ParameterizedTest
    @MethodSource("errors")
    void an_error_ends_a_turn_and_not_the_thread(Throwable error) {
        try (PollerPool pool = new PollerPool("test-pool-", 1, () -> {
            polls.incrementAndGet();
            return fail(error);
        })) {
            pool.wake();
            assertThat(pool.awaitRest(Duration.ofSeconds(20))).isTrue();
            pool.wake();
            assertThat(pool.awaitRest(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(polls).hasValue(2);
    }

    @Test
    void a_pool_of_nobody_is_always_at_rest() {
        try (PollerPool pool = new PollerPool("test-pool-", 0, this::poll)) {
            pool.wake();
            assertThat(pool.isWorking()).isFalse();
        }
    }

    private boolean poll() {
        polls.incrementAndGet();
        return left.decrementAndGet() >= 0;
    }
}
