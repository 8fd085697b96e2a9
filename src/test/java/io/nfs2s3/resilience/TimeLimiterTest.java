package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.Together;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeLimiterTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int THREADS = 4;
    private final CountDownLatch end = new CountDownLatch(1);
    private final TimeLimiter limiter = new TimeLimiter("the disk", "test ", THREADS);

    @AfterEach
    void close() {
        end.countDown();
        limiter.close();
    }

    /** As a look-up of a host name hangs: nothing ends it but its own end. */
    private String hang() {
        boolean interrupted = false;
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted ? "interrupted" : "late";
    }

    @Test
    void a_call_is_made_on_a_daemon_thread_with_a_name() throws Exception {
        Thread thread = limiter.call(LONG, Thread::currentThread);

        assertThat(thread.getName()).isEqualTo("test 1");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void a_call_that_hangs_whatever_happens_is_given_up_at_its_limit() {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> limiter.call(SHORT, this::hang))
                .withMessage("the disk did not answer within 20 ms");
    }

    @Test
    void while_all_threads_hang_a_call_is_refused_at_its_limit_and_not_made() throws Exception {
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> limiter.call(SHORT, this::hang));
        }

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> limiter.call(SHORT, made::incrementAndGet))
                .withMessage("too many calls to the disk are under way");
        assertThat(made).hasValue(0);

        end.countDown();
        await().ignoreExceptions().until(() -> limiter.call(LONG, made::incrementAndGet) == 1);
    }

    /** As where a container lets a process have no more threads. */
    private static final class Unstarted extends Thread {
        @Override
        public synchronized void start() {
            throw new OutOfMemoryError("on purpose: unable to create native thread");
        }
    }

    @Test
    void a_call_for_which_no_thread_can_be_started_is_refused_and_takes_no_place_from_later_ones() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        ThreadFactory threads = task -> full.get() ? new Unstarted() : new Thread(task, "test late");
        try (TimeLimiter tight = new TimeLimiter("the disk", threads, THREADS)) {
            for (int i = 0; i < 2 * THREADS; i++) {
                assertThatExceptionOfType(RejectedExecutionException.class)
                        .isThrownBy(() -> tight.call(SHORT, () -> "made"))
                        .withMessage("no thread could be started for a call to the disk");
            }
            full.set(false);

            assertThat(tight.call(LONG, () -> "made")).isEqualTo("made");
        }
    }

    @Test
    void more_calls_than_threads_wait_for_one_another() {
        List<Integer> answers = Together.run(THREADS * 20, thread -> () -> limiter.call(LONG, () -> thread));

        assertThat(answers).hasSize(THREADS * 20).doesNotHaveDuplicates();
    }

    @Test
    void an_interrupt_in_the_middle_ends_neither_the_wait_nor_the_call_and_is_kept() throws Exception {
        Thread caller = Thread.currentThread();

        String answer = limiter.call(LONG, () -> {
            caller.interrupt();
            await().until(() -> !caller.isInterrupted()); // the wait took note of it
            return Thread.currentThread().isInterrupted() ? "interrupted" : "answer";
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(answer).isEqualTo("answer");
    }

    @Test
    void an_error_reaches_the_caller_as_it_is() {
        IOException error = new IOException("broken");
        NoClassDefFoundError fatal = new NoClassDefFoundError("gone");

        assertThatThrownBy(() -> limiter.call(LONG, () -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThatThrownBy(() -> limiter.call(LONG, () -> {
                    throw fatal;
                }))
                .isSameAs(fatal);
    }
}
