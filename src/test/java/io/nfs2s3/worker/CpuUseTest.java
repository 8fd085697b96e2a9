package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** A host with two cores. */
class CpuUseTest {
    private static final long SECOND = 1_000_000_000;
    private final AtomicLong now = new AtomicLong(SECOND);
    private final AtomicLong used = new AtomicLong();

    private CpuUse of(LongSupplier used) {
        return new CpuUse(now::get, used, 2);
    }

    private void pass(long nanos, long ofCores) {
        now.addAndGet(nanos);
        used.addAndGet(ofCores);
    }

    @Test
    void it_is_busy_when_less_than_a_seventh_of_one_core_is_left() {
        CpuUse cpu = of(used::get);

        pass(SECOND, SECOND * 18 / 10);
        assertThat(cpu.look()).contains(false);
        pass(SECOND, SECOND * 19 / 10);
        assertThat(cpu.look()).contains(true);
    }

    @Test
    void it_looks_four_times_a_second() {
        CpuUse cpu = of(used::get);

        pass(SECOND / 5, 0);
        assertThat(cpu.look()).isEmpty();
        pass(SECOND / 20, 0);
        assertThat(cpu.look()).contains(false);
        assertThat(cpu.look()).isEmpty();
    }

    @Test
    void nobody_waits_for_the_look_of_another() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CpuUse cpu = of(() -> {
            if (looks.incrementAndGet() == 2) { // the first is of the start
                looking.countDown();
                awaitQuietly(answer);
            }
            return used.get();
        });
        pass(SECOND, SECOND);
        CompletableFuture<Optional<Boolean>> slow = inThread(cpu);
        assertThat(looking.await(1, TimeUnit.MINUTES)).isTrue();

        CompletableFuture<Optional<Boolean>> quick = inThread(cpu);

        assertThat(quick.get(1, TimeUnit.MINUTES)).contains(false);
        answer.countDown();
        assertThat(slow.get(1, TimeUnit.MINUTES)).as("another has looked").isEmpty();
    }

    /** The common pool has one thread on some hosts. */
    private static CompletableFuture<Optional<Boolean>> inThread(CpuUse cpu) {
        return CompletableFuture.supplyAsync(cpu::look, look -> new Thread(look).start());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
