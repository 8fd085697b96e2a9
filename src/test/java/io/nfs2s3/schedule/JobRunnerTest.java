package io.nfs2s3.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(1) // waits for most of its time: beside it the others go on
class JobRunnerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Predicate<String> NONE = Set.<String>of()::contains;
    private static final JobSchedule OFTEN = new JobSchedule.Every(Duration.ofMillis(10));
    private static final JobSchedule ONCE = new JobSchedule.Every(Duration.ofDays(1));

    @Test
    void nothing_runs_before_the_start_and_then_again_and_again() {
        AtomicInteger often = new AtomicInteger();
        AtomicInteger once = new AtomicInteger();
        try (var runner = new JobRunner(
                List.of(
                        new JobSpec("often", OFTEN, often::incrementAndGet),
                        new JobSpec("once", ONCE, once::incrementAndGet)),
                PATIENCE,
                CLOCK,
                NONE)) {
            assertThat(often).hasValue(0);

            runner.start();

            await().until(() -> often.get() >= 5);
            await().untilAsserted(() -> assertThat(once).hasValue(1));
        }
        assertThat(once).hasValue(1);
    }

    @Test
    void a_job_that_could_not_go_on_does_not_wait_for_its_interval() {
        AtomicInteger down = new AtomicInteger(3);
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        try (var runner = new JobRunner(
                List.of(
                        new JobSpec("once", ONCE, () -> {
                            runs.incrementAndGet();
                            down.decrementAndGet();
                        }),
                        new JobSpec("other", ONCE, others::incrementAndGet)),
                PATIENCE,
                CLOCK,
                job -> job.equals("once") && down.get() > 0,
                Duration.ofMillis(10))) {
            runner.start();

            await().until(() -> runs.get() == 3);
        }
        assertThat(runs).as("it goes on, and is due in a day").hasValue(3);
        assertThat(others).hasValue(1);
    }

    @Test
    void a_cron_job_runs() throws InterruptedException {
        var runs = new CountDownLatch(2);
        try (var runner = new JobRunner(
                List.of(new JobSpec("cron", new JobSchedule.Cron("* * * * * ?"), runs::countDown)),
                PATIENCE,
                CLOCK,
                NONE)) {
            runner.start();

            assertThat(runs.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_cron_job_goes_by_the_time_of_day_of_its_zone() {
        AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-25T18:29:00Z"));
        InstantSource source = time::get;
        AtomicInteger runs = new AtomicInteger();
        JobSchedule nightly = new JobSchedule.Cron("0 30 3 * * ?", ZoneId.of("Asia/Tokyo"));
        try (var runner = new JobRunner(
                List.of(new JobSpec("nightly", nightly, runs::incrementAndGet)),
                PATIENCE,
                source.withZone(ZoneOffset.UTC),
                NONE)) {
            runner.start();

            time.set(Instant.parse("2026-11-25T18:30:00Z"));

            await().until(() -> runs.get() == 1);
        }
    }

    @Test
    void what_a_cron_job_misses_while_it_is_at_work_is_left_out() {
        AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-25T12:00:09Z"));
        InstantSource source = time::get;
        AtomicInteger runs = new AtomicInteger();
        Runnable slow = () -> {
            runs.incrementAndGet();
            time.set(Instant.parse("2026-11-25T12:00:35Z"));
        };
        try (var runner = new JobRunner(
                List.of(new JobSpec("slow", new JobSchedule.Cron("0/10 * * * * ?"), slow)),
                PATIENCE,
                source.withZone(ZoneOffset.UTC),
                NONE)) {
            runner.start();
            time.set(Instant.parse("2026-11-25T12:00:10Z"));
            await().until(() -> runs.get() == 1);

            await().during(Duration.ofSeconds(3)).until(() -> runs.get() == 1);
        }
    }

    /** As libraries fail that do not fit together. */
    @Test
    void a_job_that_fails_with_an_error_runs_again() throws InterruptedException {
        var runs = new CountDownLatch(3);
        Runnable failing = () -> {
            runs.countDown();
            throw new NoClassDefFoundError("on purpose: a failing job");
        };
        try (var runner = new JobRunner(List.of(new JobSpec("failing", OFTEN, failing)), PATIENCE, CLOCK, NONE)) {
            runner.start();

            assertThat(runs.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_clock_that_is_set_back_by_an_hour_holds_up_no_job() {
        AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-25T12:00:00Z"));
        InstantSource source = time::get;
        AtomicInteger often = new AtomicInteger();
        AtomicInteger cron = new AtomicInteger();
        try (var runner = new JobRunner(
                List.of(
                        new JobSpec("often", OFTEN, often::incrementAndGet),
                        new JobSpec("cron", new JobSchedule.Cron("0/10 * * * * ?"), cron::incrementAndGet)),
                PATIENCE,
                source.withZone(ZoneOffset.UTC),
                NONE)) {
            runner.start();
            await().until(() -> often.get() >= 1);
            time.set(Instant.parse("2026-11-25T12:00:10Z"));
            await().until(() -> cron.get() == 1);

            time.set(Instant.parse("2026-11-25T11:00:10Z"));
            int before = often.get();

            await().until(() -> often.get() >= before + 3);
            await().until(() -> {
                time.updateAndGet(now -> now.plusSeconds(1));
                return cron.get() >= 2;
            });
            assertThat(time.get()).isBefore("2026-11-25T12:00:00Z");
        }
    }

    @Test
    void a_job_never_overlaps_itself_while_another_one_runs_on() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger slowRuns = new AtomicInteger();
        AtomicInteger quickRuns = new AtomicInteger();
        AtomicBoolean seen = new AtomicBoolean();
        Runnable slow = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            int until = quickRuns.get() + 10;
            await().until(() -> quickRuns.get() >= until || seen.get());
            inside.decrementAndGet();
            slowRuns.incrementAndGet();
        };
        try (var runner = new JobRunner(
                List.of(
                        new JobSpec("slow", OFTEN, slow),
                        new JobSpec("quick", OFTEN, quickRuns::incrementAndGet),
                        new JobSpec("idle", ONCE, () -> {})),
                PATIENCE,
                CLOCK,
                NONE)) {
            runner.start();

            await().until(() -> slowRuns.get() >= 3);
            seen.set(true);
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void a_job_that_fails_runs_again() throws InterruptedException {
        var runs = new CountDownLatch(3);
        Runnable failing = () -> {
            runs.countDown();
            throw new IllegalStateException("on purpose: a failing job");
        };
        try (var runner = new JobRunner(List.of(new JobSpec("failing", OFTEN, failing)), PATIENCE, CLOCK, NONE)) {
            runner.start();

            assertThat(runs.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void close_waits_for_a_run_under_way_and_starts_nothing_more() throws InterruptedException {
        var started = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        var runner = new JobRunner(
                List.of(
                        new JobSpec("long", ONCE, () -> {
                            started.countDown();
                            awaitQuietly(finish);
                            finished.incrementAndGet();
                        }),
                        new JobSpec("other", new JobSchedule.Every(Duration.ofMillis(200)), others::incrementAndGet)),
                PATIENCE,
                CLOCK,
                NONE);
        runner.start();
        assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
        await().until(() -> others.get() >= 2);

        Thread closing = new Thread(runner::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        int before = others.get();

        // The next one was due by now.
        await().during(Duration.ofMillis(300)).until(() -> others.get() == before && closing.isAlive());

        finish.countDown();
        closing.join();
        assertThat(finished).hasValue(1);
        assertThat(others).hasValue(before);
    }

    @Test
    void close_gives_up_on_a_run_that_does_not_end() throws InterruptedException {
        var started = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var runner = new JobRunner(
                List.of(new JobSpec("endless", ONCE, () -> {
                    started.countDown();
                    awaitQuietly(finish);
                    ended.countDown();
                })),
                Duration.ofMillis(50),
                CLOCK,
                NONE);
        runner.start();
        assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();

        runner.close();

        assertThat(ended.getCount()).as("it still runs").isEqualTo(1);
        finish.countDown();
        assertThat(ended.await(1, TimeUnit.MINUTES))
                .as("and was not interrupted")
                .isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
