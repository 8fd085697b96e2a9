package io.nfs2s3.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.nfs2s3.http.Figures.Look;
import io.nfs2s3.http.HostFigures.WorkerFigures;
import io.nfs2s3.progress.ProgressReport;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What is true of this daemon and its host alone. Counters of the worker may be read by any thread. */
final class HostMeters {
    /** From a small file on a fast store to a large one on a slow mount. */
    private static final Duration[] COPY_BUCKETS = {
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };

    private static final WorkerFigures NOTHING_DONE = new WorkerFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, true, true, false);
    private final Rows age;
    private final Rows writable;
    private final Rows up;
    private final Rows spool;
    private final Rows suspended;
    private final Rows succeeded;
    private final Rows credentials;
    private final Rows limits;
    private final Rows backfill;
    private final Timer copies;
    private volatile WorkerFigures counted = NOTHING_DONE;

    HostMeters(MeterRegistry registry, String version) {
        Gauge.builder("nfs2s3.build.info", () -> 1)
                .description("The build that runs, and its Java")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
        this.age = new Rows(
                registry,
                "nfs2s3.figures.age.seconds",
                "Since this host read the figures of the database and the queues");
        this.writable =
                new Rows(registry, "nfs2s3.database.writable", "1 if the database took writes at that reading, else 0");
        this.up = new Rows(
                registry,
                "nfs2s3.dependency.up",
                "1 if this host could use what it depends on when it last did, else 0");
        this.spool = new Rows(registry, "nfs2s3.spool.bytes", "What waits in the spool of this host, in bytes");
        this.suspended = new Rows(registry, "nfs2s3.job.suspended", "1 for a job that cannot go on at present, else 0");
        this.succeeded = new Rows(
                registry,
                "nfs2s3.job.last.success.timestamp.seconds",
                "When a job last came to its end, in seconds since 1970; 0 for not yet");
        this.credentials = new Rows(
                registry,
                "nfs2s3.aws.credentials.expiry.timestamp.seconds",
                "When the credentials for AWS expire that are in use, in seconds since 1970; 0 for never");
        this.limits = new Rows(registry, "nfs2s3.worker.limit", "What the worker of this host does at once at most");
        this.backfill = new Rows(
                registry,
                "nfs2s3.worker.backfill.suspended",
                "1 while the worker of this host takes no files of the backfill, else 0");
        this.copies = Timer.builder("nfs2s3.worker.copy.seconds")
                .description("How long it took to copy and prove a file that was migrated")
                .serviceLevelObjectives(COPY_BUCKETS)
                .register(registry);
        files(registry, "migrated", WorkerFigures::migrated);
        files(registry, "unchanged", WorkerFigures::unchanged);
        files(registry, "retried", WorkerFigures::retried);
        files(registry, "failed", WorkerFigures::failed);
        counter("nfs2s3.worker.bytes", "Bytes of files that this host migrated", WorkerFigures::bytes)
                .register(registry);
        counter(
                        "nfs2s3.worker.unreadable.messages",
                        "Messages that this host moved to the dead letters",
                        WorkerFigures::unreadable)
                .register(registry);
        counter(
                        "nfs2s3.worker.undeleted.messages",
                        "Messages that SQS did not delete, so that they come again",
                        WorkerFigures::undeleted)
                .register(registry);
    }

    private void files(MeterRegistry registry, String outcome, ToLongFunction<WorkerFigures> count) {
        counter("nfs2s3.worker.files", "Files that this host was done with, by what became of them", count)
                .tag("outcome", outcome)
                .register(registry);
    }

    private FunctionCounter.Builder<HostMeters> counter(String name, String help, ToLongFunction<WorkerFigures> count) {
        return FunctionCounter.builder(name, this, meters -> count.applyAsLong(meters.counted))
                .description(help);
    }

    /** A file was migrated: how long it took to copy and prove it. Safe from any thread. */
    void copied(Duration took) {
        copies.record(took);
    }

    /** Of one thread at a time. */
    void show(Look<ProgressReport> look, HostFigures host) {
        dependencies(look, host.worker());
        ProgressReport report = look.report();
        if (report != null) {
            age.add(look.ageSeconds()).show();
            writable.add(report.databaseWritable()).show();
        }
        spool.add(host.spoolBytes()).show();
        // a label job would be taken for that of the scrape
        host.suspended().forEach((job, is) -> suspended.add(is, "name", job));
        suspended.show();
        host.lastSuccess().forEach((job, at) -> succeeded.add(at, "name", job));
        succeeded.show();
        credentials.add(host.credentialsExpireAt()).show();
        WorkerFigures worker = host.worker();
        if (worker != null) {
            limits(worker);
            backfill.add(worker.backfillSuspended()).show();
        }
        counted = worker == null ? NOTHING_DONE : worker;
    }

    private void limits(WorkerFigures worker) {
        limits.add(worker.filesAtOnce(), "of", "files");
        if (worker.callsAtOnce() > 0) {
            limits.add(worker.callsAtOnce(), "of", "mount_calls");
        }
        limits.show();
    }

    private void dependencies(Look<ProgressReport> look, @Nullable WorkerFigures worker) {
        ProgressReport report = look.report();
        if (report != null || look.problem().isPresent()) { // else the first reading is under way
            up.add(look.problem().isEmpty(), "dependency", "database");
        }
        if (report != null) {
            up.add(report.queuesProblem() == null, "dependency", "sqs");
        }
        if (worker != null) {
            up.add(worker.sourceUp(), "dependency", "source").add(worker.storeUp(), "dependency", "store");
        }
        up.show();
    }
}
