package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReceiveGateTest {
    private final ReceiveGate gate = new ReceiveGate();

    @Test
    void what_is_received_passes() {
        assertThat(gate.receive(true, () -> List.of(1, 2))).containsExactly(1, 2);
        assertThat(gate.isStopped()).isFalse();
    }

    @Test
    void nothing_is_received_after_a_stop() {
        gate.stop();

        assertThat(gate.isStopped()).isTrue();
        assertThat(gate.<Integer>receive(true, () -> {
                    throw new AssertionError("received");
                }))
                .isEmpty();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_stop_cuts_a_long_poll_short_and_leaves_no_interruption_behind() throws Exception {
        var polling = new CountDownLatch(1);
        var interruptedAfter = new CompletableFuture<Boolean>();
        Thread receiver = new Thread(() -> {
            gate.receive(true, () -> {
                polling.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // as the SDK does
                }
                return List.of();
            });
            interruptedAfter.complete(Thread.currentThread().isInterrupted());
        });
        receiver.start();
        assertThat(polling.await(20, TimeUnit.SECONDS)).isTrue();

        gate.stop();

        assertThat(interruptedAfter.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void a_stop_leaves_a_receive_that_does_not_wait_to_end_by_itself() throws Exception {
        var receiving = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var received = new CompletableFuture<List<Integer>>();
        new Thread(() -> received.complete(gate.receive(false, () -> {
                    receiving.countDown();
                    try {
                        answer.await();
                        return List.of(1);
                    } catch (InterruptedException e) {
                        return List.of();
                    }
                })))
                .start();
        assertThat(receiving.await(20, TimeUnit.SECONDS)).isTrue();

        gate.stop();
        answer.countDown();

        assertThat(received.get(20, TimeUnit.SECONDS)).containsExactly(1);
    }

    @Test
    void a_stop_does_not_interrupt_work_after_the_receive() throws Exception {
        var received = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var undisturbed = new CompletableFuture<Boolean>();
        Thread worker = new Thread(() -> {
            gate.receive(true, () -> List.of(1));
            received.countDown();
            try {
                finish.await();
                undisturbed.complete(!Thread.currentThread().isInterrupted());
            } catch (InterruptedException e) {
                undisturbed.complete(false);
            }
        });
        worker.start();
        assertThat(received.await(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> worker.getState() == Thread.State.WAITING);

        gate.stop();
        finish.countDown();

        assertThat(undisturbed.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_receive_that_fails_is_over_too() {
        assertThatThrownBy(() -> gate.receive(true, () -> {
                    throw new IllegalStateException("SQS is down");
                }))
                .hasMessage("SQS is down");

        gate.stop();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
