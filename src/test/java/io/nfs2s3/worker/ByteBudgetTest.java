package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final int KIB = 1024;
    private final ByteBudget budget = new ByteBudget(10 * KIB);
    private final List<String> got = Collections.synchronizedList(new ArrayList<>());

    @Test
    void what_fits_is_given_at_once() {
        budget.acquire(4 * KIB);
        budget.acquire(6 * KIB);
        budget.acquire(0);
    }

    @Test
    void what_does_not_fit_waits_for_a_release() throws InterruptedException {
        budget.acquire(10 * KIB);
        Thread waiting = acquiring("late", 1);
        assertThat(got).isEmpty();

        budget.release(10 * KIB);

        waiting.join();
        assertThat(got).containsExactly("late");
    }

    @Test
    void a_part_of_a_kib_counts_as_a_whole_one_both_ways() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            budget.acquire(1);
        }
        Thread waiting = acquiring("eleventh", 1);
        assertThat(got).isEmpty();

        budget.release(1);

        waiting.join();
        for (int i = 0; i < 10; i++) {
            budget.release(1);
        }
        budget.acquire(10 * KIB);
    }

    @Test
    void more_than_the_whole_budget_takes_the_whole_budget() throws InterruptedException {
        budget.acquire(1_000 * KIB);
        Thread waiting = acquiring("after", 1);

        budget.release(1_000 * KIB);

        waiting.join();
        budget.release(1);
        budget.acquire(10 * KIB);
    }

    @Test
    void a_large_request_is_not_overtaken_by_small_ones() throws InterruptedException {
        budget.acquire(5 * KIB);
        Thread large = acquiring("large", 10 * KIB);
        Thread small = acquiring("small", 1);
        assertThat(got).as("5 KiB are free, but it is not the small one's turn").isEmpty();

        budget.release(5 * KIB);
        large.join();
        assertThat(got).containsExactly("large");

        budget.release(10 * KIB);
        small.join();
        assertThat(got).containsExactly("large", "small");
    }

    @Test
    void even_the_smallest_budget_lets_one_file_through() {
        var tiny = new ByteBudget(1);
        tiny.acquire(1_000_000);
        tiny.release(1_000_000);
        tiny.acquire(1);
    }

    /** A thread that waits in line. */
    private Thread acquiring(String name, long bytes) {
        Thread thread = new Thread(() -> {
            budget.acquire(bytes);
            got.add(name);
        });
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }
}
