package io.nfs2s3.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ErrandTest {
    private static Optional<String> run(Errand errand, Supplier<String> work) {
        return errand.run(() -> 1, begun -> work.get());
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void one_is_done_at_a_time_and_the_next_after_its_end() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (Errand errand = new Errand()) {
            CompletableFuture<Optional<String>> first = CompletableFuture.supplyAsync(() -> run(errand, () -> {
                begun.countDown();
                awaitEnd(end);
                return "first";
            }));
            awaitEnd(begun);

            assertThatThrownBy(() -> run(errand, () -> "second")).isInstanceOf(ActUnderWayException.class);

            end.countDown();
            first.join(); // empty if this machine took longer than a request waits
            await().until(() -> canRun(errand));
        }
    }

    private static boolean canRun(Errand errand) {
        try {
            return run(errand, () -> "third").isPresent();
        } catch (ActUnderWayException e) {
            return false;
        }
    }

    @Test
    void what_it_fails_by_is_thrown_and_the_next_is_done_all_the_same() {
        try (Errand errand = new Errand()) {
            assertThatThrownBy(() -> run(errand, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken");
            await().until(() -> canRun(errand));
        }
    }

    /** Whoever asks is told: it does not depend on how long they wait. */
    @Test
    void one_that_cannot_begin_is_told_to_who_asks_and_is_not_done() {
        AtomicReference<Thread> beginner = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        try (Errand errand = new Errand()) {
            assertThatThrownBy(() -> errand.run(
                            () -> {
                                beginner.set(Thread.currentThread());
                                throw new IllegalStateException("no record");
                            },
                            begun -> {
                                done.set(true);
                                return "done";
                            }))
                    .hasMessage("no record");

            assertThat(beginner).hasValue(Thread.currentThread());
            assertThat(done).isFalse();
            await().until(() -> canRun(errand));
        }
    }

    @Test
    void after_a_stop_none_begins_and_the_one_under_way_sees_it() {
        AtomicBoolean began = new AtomicBoolean();
        try (Errand errand = new Errand()) {
            errand.stop();

            assertThat(errand.goesOn()).isFalse();
            assertThatThrownBy(() -> errand.run(
                            () -> {
                                began.set(true);
                                return 1;
                            },
                            begun -> "late"))
                    .isInstanceOf(ActUnderWayException.class);
            assertThat(began).as("nothing is in the record").isFalse();
        }
    }

    /** It has to write its end into the record, as slowly here as a database may answer. */
    @Test
    void a_close_waits_for_the_last_words_of_one_that_it_interrupts() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Errand errand = new Errand();
        CompletableFuture<Optional<String>> act = CompletableFuture.supplyAsync(() -> run(errand, () -> {
            begun.countDown();
            awaitEnd(new CountDownLatch(1));
            boolean interrupted = Thread.interrupted();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            ended.set(interrupted);
            return "ended";
        }));
        awaitEnd(begun);

        errand.close();

        assertThat(ended).isTrue();
        act.join();
    }

    @Test
    void a_close_has_the_one_under_way_end() {
        Errand errand = new Errand();
        assertThat(errand.goesOn()).isTrue();

        errand.close();

        assertThat(errand.goesOn()).isFalse();
        assertThatThrownBy(() -> run(errand, () -> "late")).isInstanceOf(ActUnderWayException.class);
    }
}
