package io.nfs2s3.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ErrandTest {
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
            CompletableFuture<Optional<String>> first = CompletableFuture.supplyAsync(() -> errand.run(() -> {
                begun.countDown();
                awaitEnd(end);
                return "first";
            }));
            awaitEnd(begun);

            assertThatThrownBy(() -> errand.run(() -> "second")).isInstanceOf(ActUnderWayException.class);

            end.countDown();
            first.join(); // empty if this machine took longer than a request waits
            await().until(() -> canRun(errand));
        }
    }

    private static boolean canRun(Errand errand) {
        try {
            return errand.run(() -> "third").isPresent();
        } catch (ActUnderWayException e) {
            return false;
        }
    }

    @Test
    void what_it_fails_by_is_thrown_and_the_next_is_done_all_the_same() {
        try (Errand errand = new Errand()) {
            assertThatThrownBy(() -> errand.run(() -> {
                        throw new IllegalStateException("broken");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken");
            await().until(() -> canRun(errand));
        }
    }

    @Test
    void a_close_has_the_one_under_way_end() {
        Errand errand = new Errand();
        assertThat(errand.goesOn()).isTrue();

        errand.close();

        assertThat(errand.goesOn()).isFalse();
        assertThatThrownBy(() -> errand.run(() -> "late")).isInstanceOf(ActUnderWayException.class);
    }
}
