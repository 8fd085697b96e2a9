package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallGateTest {
    private static final long MILLI = 1_000_000;
    private long now = MILLI;
    private int underWay;
    private final CallGate gate = new CallGate(100, () -> now);

    @Test
    void so_many_calls_go_at_a_time() {
        fill();

        assertThat(gate.enter(Duration.ofMillis(1))).isFalse();
        gate.abandon();
        assertThat(gate.enter(Duration.ZERO)).isTrue();
    }

    @Test
    void more_go_while_that_makes_them_no_slower_and_fewer_when_it_does() {
        assertThat(gate.limit()).isEqualTo(4);
        call(2_000, 10 * MILLI);
        int found = gate.limit();
        assertThat(found).isGreaterThan(16);

        call(200, 40 * MILLI);

        assertThat(gate.limit()).isLessThan(found * 2 / 3);
        fill();
        assertThat(gate.enter(Duration.ZERO)).isFalse();
    }

    @Test
    void what_is_answered_from_memory_is_never_slow() {
        call(1_000, MILLI / 10);
        int found = gate.limit();

        call(200, 3 * MILLI);

        assertThat(gate.limit()).isGreaterThanOrEqualTo(found);
    }

    private void fill() {
        while (gate.enter(Duration.ZERO)) {
            underWay++;
            assertThat(underWay).isLessThanOrEqualTo(gate.limit());
        }
    }

    /** One each five milliseconds, with as many under way as there may be. */
    private void call(int calls, long took) {
        for (int i = 0; i < calls; i++) {
            fill();
            now += 5 * MILLI;
            gate.leave(took);
            underWay--;
        }
    }
}
