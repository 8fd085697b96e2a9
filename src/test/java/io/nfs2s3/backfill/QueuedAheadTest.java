package io.nfs2s3.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueuedAheadTest {
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong counts = new AtomicLong();
    private final QueuedAhead ahead = new QueuedAhead(() -> {
        counts.incrementAndGet();
        return queued.get();
    });

    @Test
    void rows_are_counted_again_only_when_the_room_is_used_up() {
        assertThat(ahead.isFull(100)).isFalse();
        ahead.used(99);
        assertThat(ahead.isFull(100)).isFalse();
        ahead.used(1);

        assertThat(ahead.isFull(100)).isTrue();
        assertThat(counts).hasValue(1);
    }

    @Test
    void another_limit_counts_at_once() {
        queued.set(100);
        assertThat(ahead.isFull(100)).isTrue();

        assertThat(ahead.isFull(101)).isFalse();
    }
}
