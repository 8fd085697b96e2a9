package io.nfs2s3.schedule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs by their schedules, each at most once at a time on this host. Quartz keeps them in memory: its clustered
 * store can leave a trigger blocked for ever (quartz issue 1516), and what must be alone in the cluster takes a
 * PostgreSQL advisory lock itself.
 */
public final class JobRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private final Scheduler scheduler;
    private final Map<String, JobSpec> jobs;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int running;
    private boolean closed;

    /** @param patience how long {@link #close} waits for runs under way */
    public JobRunner(List<JobSpec> jobs, Duration patience) {
        this.jobs = jobs.stream().collect(Collectors.toMap(JobSpec::name, Function.identity()));
        this.patience = patience;
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "nfs2s3-" + INSTANCES.incrementAndGet());
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(Math.max(1, jobs.size())));
        try {
            this.scheduler = new StdSchedulerFactory(properties).getScheduler();
            scheduler.setJobFactory((bundle, owner) ->
                    new OneRun(this, bundle.getJobDetail().getKey().getName()));
            for (JobSpec job : jobs) {
                scheduler.scheduleJob(
                        JobBuilder.newJob(OneRun.class).withIdentity(job.name()).build(),
                        TriggerBuilder.newTrigger()
                                .withIdentity(job.name())
                                .withSchedule(job.schedule().toQuartz())
                                .startNow()
                                .build());
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz did not take the jobs", e);
        }
    }

    public void start() {
        try {
            scheduler.start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz did not start", e);
        }
    }

    /** One firing of one job. */
    @DisallowConcurrentExecution
    static final class OneRun implements Job {
        private final JobRunner owner;
        private final String name;

        OneRun(JobRunner owner, String name) {
            this.owner = owner;
            this.name = name;
        }

        @Override
        public void execute(JobExecutionContext context) {
            owner.run(name);
        }
    }

    private void run(String name) {
        if (!begin()) {
            return;
        }
        try {
            JobSpec job = jobs.get(name);
            if (job != null) {
                job.work().run();
            }
        } catch (RuntimeException e) {
            log.error("job failed, it runs again by its schedule job={}", name, e);
        } finally {
            end();
        }
    }

    /** Quartz may fire once more what it took before it was told to stand by. */
    private boolean begin() {
        lock.lock();
        try {
            if (!closed) {
                running++;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            running--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fires nothing any more, and waits for runs under way: bounded, which Quartz's own shutdown is not. */
    @Override
    public void close() {
        try {
            scheduler.standby();
            long left = patience.toNanos();
            lock.lock();
            try {
                closed = true;
                while (running > 0 && left > 0) {
                    left = ended.awaitNanos(left);
                }
                if (running > 0) {
                    log.warn("jobs are still running after {} s", patience.toSeconds());
                }
            } finally {
                lock.unlock();
            }
            scheduler.shutdown(false);
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
