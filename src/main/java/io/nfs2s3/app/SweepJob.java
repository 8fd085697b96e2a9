package io.nfs2s3.app;

import io.nfs2s3.progress.ProgressReporter;
import io.nfs2s3.recovery.SweepResult;
import io.nfs2s3.worker.ObjectCleaner;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sweep of a daemon, in steps: files whose message was lost, superseded objects, old figures, abandoned parts. One that
 * fails holds up none of those behind it, and is told by a name of its own.
 */
final class SweepJob {
    private static final Logger log = LoggerFactory.getLogger(SweepJob.class);
    private static final Duration HISTORY = Duration.ofDays(14);
    private static final Duration GONE = Duration.ofDays(30);
    private final Application application;
    private final SuspendedJobs suspended;
    private final BooleanSupplier goesOn;

    /** @param goesOn asked between two batches; what is left when it says no is for the next sweep */
    SweepJob(Application application, SuspendedJobs suspended, BooleanSupplier goesOn) {
        this.application = application;
        this.suspended = suspended;
        this.goesOn = goesOn;
    }

    /** @throws io.nfs2s3.media.MigrationException when the site is suspended: then nothing is swept */
    void run() {
        application.site().require();
        ProgressReporter progress = application.progress();
        Optional<SweepResult> files = step(
                "sweep",
                () -> application
                        .retries()
                        .sweeper()
                        .sweep(application.settings().sweep().age(), goesOn),
                SweepResult::reason);
        Optional<ObjectCleaner.Swept> objects =
                step("sweep-objects", () -> application.cleaner().sweep(goesOn), swept -> "");
        step("sweep-history", () -> progress.prune(HISTORY), removed -> "");
        step("sweep-hooks", () -> progress.forgetHooks(GONE), removed -> "");
        Optional<Integer> uploads = step(
                "sweep-parts",
                () -> goesOn.getAsBoolean() ? application.cleaner().sweepParts(application.databaseClock()) : 0,
                swept -> "");
        tell(
                files.map(SweepResult::files).orElse(0L),
                objects.orElse(new ObjectCleaner.Swept(0, 0)),
                uploads.orElse(0));
    }

    /**
     * @param reason why not all is done; empty when it is
     * @return empty when it failed
     */
    private <T> Optional<T> step(String name, Supplier<T> work, Function<T, String> reason) {
        try {
            T done = work.get();
            suspended.report(name, reason.apply(done));
            return Optional.of(done);
        } catch (RuntimeException | Error e) { // or the steps behind it would wait for as long as it fails
            JobOutage.of(e)
                    .ifPresentOrElse(
                            outage -> suspended.report(name, outage),
                            () -> log.error("job failed, it runs again by its schedule job={}", name, e));
            return Optional.empty();
        }
    }

    private static void tell(long files, ObjectCleaner.Swept objects, int uploads) {
        if (files > 0 || objects.removed() > 0 || objects.kept() > 0 || uploads > 0) {
            log.info(
                    "swept requeued={} removedObjects={} keptObjects={} abandonedUploads={}",
                    files,
                    objects.removed(),
                    objects.kept(),
                    uploads);
        }
    }
}
