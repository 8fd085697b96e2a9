package io.nfs2s3.app;

import io.nfs2s3.lifecycle.verify.ScheduledVerify;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.schedule.JobSchedule;
import io.nfs2s3.schedule.JobSettings;
import io.nfs2s3.schedule.JobSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of a daemon that verify. Thread-safe. */
final class VerifyJobs {
    private static final Logger log = LoggerFactory.getLogger(VerifyJobs.class);

    /** Not a setting: how soon a turn is begun that is due, and a run gone on with whose daemon was stopped. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private static final String SAMPLE = "verify-sample";
    private static final String WHOLE = "verify-whole";

    private final Application application;
    private final BiConsumer<String, Runnable> guarded;
    private final SuspendedJobs suspended;
    private final ReentrantLock alone = new ReentrantLock();
    /** The job that found the other one under way, and has the next turn; empty when none did. */
    private volatile String turnedAway = "";

    private volatile boolean stopped;

    /** @param guarded runs a job by its name, and deals with outages */
    VerifyJobs(Application application, BiConsumer<String, Runnable> guarded, SuspendedJobs suspended) {
        this.application = application;
        this.guarded = guarded;
        this.suspended = suspended;
    }

    List<JobSpec> specs() {
        List<JobSpec> specs = new ArrayList<>();
        VerifyParts parts = application.verifies();
        add(
                specs,
                SAMPLE,
                application.settings().verifySampleJob(),
                parts.scheduledSample(() -> !stopped, waits -> suspended.report(SAMPLE, waits)));
        add(
                specs,
                WHOLE,
                application.settings().verifyWholeJob(),
                parts.scheduledWhole(() -> !stopped, waits -> suspended.report(WHOLE, waits)));
        return specs;
    }

    private void add(List<JobSpec> specs, String name, JobSettings job, ScheduledVerify verify) {
        if (!job.enabled()) {
            return;
        }
        Supplier<Optional<RunResult>> work =
                () -> verify.take(() -> job.schedule().turn(application.clock().instant()));
        specs.add(new JobSpec(name, new JobSchedule.Every(LOOK), () -> run(name, work)));
    }

    private void run(String job, Supplier<Optional<RunResult>> work) {
        if (!alone.tryLock()) {
            turnedAway = job; // the other one is under way here; the next look is soon
            return;
        }
        try {
            if (!turnedAway.isEmpty() && !turnedAway.equals(job)) {
                return; // one that waits in vain, and begins again at once, would hold off the other for ever
            }
            turnedAway = "";
            guarded.accept(job, () -> {
                application.site().require();
                work.get().ifPresent(VerifyJobs::tell);
                suspended.report(job, "");
            });
        } finally {
            alone.unlock();
        }
    }

    private static void tell(RunResult result) {
        if (!(result instanceof RunResult.Done done)) {
            return;
        }
        Run run = done.run();
        if (run.counts().failed() > 0) {
            log.warn(
                    "verify found differences run={} match={} others={}",
                    run.id(),
                    run.counts().unchanged(),
                    run.counts().failed());
        } else {
            log.info("verified run={} match={}", run.id(), run.counts().unchanged());
        }
    }

    /** What is under way ends soon, and is left to another daemon. */
    void stop() {
        stopped = true;
    }
}
