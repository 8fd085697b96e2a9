package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final Duration FOR_EVER = Duration.ofDays(1);
    private final BlockingQueue<List<Integer>> handled = new LinkedBlockingQueue<>();

    @Test
    void a_full_batch_does_not_wait() throws InterruptedException {
        try (var batcher = batcher(3, FOR_EVER)) {
            IntStream.range(0, 7).forEach(batcher::add);

            assertThat(next()).containsExactly(0, 1, 2);
            assertThat(next()).containsExactly(3, 4, 5);
            assertThat(handled).isEmpty();
        }
        assertThat(handled).containsExactly(List.of(6));
    }

    @Test
    void a_batch_that_does_not_fill_goes_a_little_after_its_first_item() throws InterruptedException {
        try (var batcher = batcher(1_000, Duration.ofMillis(5))) {
            batcher.add(1);
            assertThat(next()).containsExactly(1);

            batcher.add(2);
            assertThat(next()).containsExactly(2);
        }
    }

    @Test
    void without_linger_what_waits_goes_together() throws InterruptedException {
        try (var batcher = batcher(10, Duration.ZERO)) {
            batcher.add(1);
            assertThat(next()).containsExactly(1);
        }
    }

    @Test
    void close_hands_on_everything_in_order_before_it_returns() {
        var batcher = batcher(10, FOR_EVER);
        IntStream.range(0, 25).forEach(batcher::add);

        batcher.close();

        assertThat(handled.stream().flatMap(List::stream))
                .containsExactlyElementsOf(IntStream.range(0, 25).boxed().toList());
        assertThat(handled).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(10));
    }

    @Test
    void close_with_nothing_waiting_hands_on_nothing() {
        batcher(10, FOR_EVER).close();

        assertThat(handled).isEmpty();
    }

    @Test
    void a_handler_that_throws_does_not_stop_the_next_batches() throws InterruptedException {
        var batcher = new Batcher<Integer>("test-batcher", 2, FOR_EVER, batch -> {
            handled.add(List.copyOf(batch));
            if (batch.contains(1)) {
                throw new IllegalStateException("on purpose: a failing handler");
            }
        });
        try (batcher) {
            IntStream.range(0, 5).forEach(batcher::add);
            assertThat(next()).containsExactly(0, 1);
            assertThat(next()).containsExactly(2, 3);
        }
        assertThat(handled).containsExactly(List.of(4));
    }

    private Batcher<Integer> batcher(int size, Duration linger) {
        return new Batcher<>("test-batcher", size, linger, batch -> handled.add(List.copyOf(batch)));
    }

    private @Nullable List<Integer> next() throws InterruptedException {
        return handled.poll(1, TimeUnit.MINUTES);
    }
}
