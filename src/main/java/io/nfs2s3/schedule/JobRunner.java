package io.nfs2s3.schedule;

import io.nfs2s3.resilience.DaemonThreads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs by their schedules, each at most once at a time on this host; what must be alone in the cluster takes a
 * lease in the database itself.
 *
 * <p>Intervals are measured by the monotonic clock: a job goes on whatever happens to the time of day. Jobs with a cron
 * expression look at the time of day every second. A job by interval that could not go on is run again within a minute: one of
 * an hour would else be called suspended for an hour, because the database was slow for a second.
 */
public final class JobRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final List<JobSpec> jobs;
    private final Duration patience;
    private final Clock clock;
    private final Predicate<String> isSuspended;
    private final Duration again;
    private final ScheduledThreadPoolExecutor threads;

    /**
     * Runs nothing before {@link #start}.
     *
     * @param patience how long {@link #close} waits for runs under way
     * @param clock the time of day, for cron expressions
     * @param isSuspended whether the job of a name could not go on when it last ran
     */
    public JobRunner(List<JobSpec> jobs, Duration patience, Clock clock, Predicate<String> isSuspended) {
        this(jobs, patience, clock, isSuspended, AGAIN);
    }

    /** @param again how soon a job by interval runs again that could not go on, if not earlier */
    JobRunner(List<JobSpec> jobs, Duration patience, Clock clock, Predicate<String> isSuspended, Duration again) {
        this.jobs = List.copyOf(jobs);
        this.patience = patience;
        this.clock = clock;
        this.isSuspended = isSuspended;
        this.again = again;
        this.threads = new ScheduledThreadPoolExecutor(Math.max(1, jobs.size()), DaemonThreads.numbered("nfs2s3-job-"));
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Jobs by interval run at once, those by a cron expression when they are due. */
    public void start() {
        for (JobSpec job : jobs) {
            if (job.schedule() instanceof JobSchedule.Every every) {
                later(() -> runEvery(job, every.interval()), Duration.ZERO);
            } else if (job.schedule() instanceof JobSchedule.Cron cron) {
                CronTimes times = new CronTimes(cron, clock.instant());
                later(() -> runWhenDue(job, times), Duration.ZERO);
            }
        }
    }

    private void runEvery(JobSpec job, Duration interval) {
        long begun = System.nanoTime();
        run(job);
        boolean soon = interval.compareTo(again) > 0 && isSuspended.test(job.name());
        later(() -> runEvery(job, interval), (soon ? again : interval).minusNanos(System.nanoTime() - begun));
    }

    private void runWhenDue(JobSpec job, CronTimes times) {
        if (times.isDue(clock.instant())) {
            run(job);
            times.leaveOut(clock.instant());
        }
        Instant now = clock.instant();
        Instant next = times.next();
        boolean soon = next.isAfter(now) && next.isBefore(now.plus(LOOK));
        later(() -> runWhenDue(job, times), soon ? Duration.between(now, next) : LOOK);
    }

    private static void run(JobSpec job) {
        try {
            job.work().run();
        } catch (Throwable e) { // or it would never run again
            log.error("job failed, it runs again by its schedule job={}", job.name(), e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a run deals with its own errors
    private void later(Runnable run, Duration delay) {
        try {
            threads.schedule(run, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("nothing is scheduled any more, the jobs are being closed");
        }
    }

    /** Starts nothing any more, and waits for runs under way; those that take longer go on, and are not interrupted. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("jobs are still running after {} s", patience.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
