package io.nfs2s3.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The process that is measured: a worker as {@code nfs2s3 worker --until-empty} has it. With one settings file it does
 * the work of that one, and its time begins with the process. With two it does the first for warm-up, and its time
 * begins when the second worker is made, with connections of its own still to be opened.
 *
 * <p>The time ends when every pointer is flipped and every message deleted. The empty long poll after that, by which a
 * worker finds that it is done, does not count.
 */
public final class WorkerMain {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long GLANCE_MILLIS = 5;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final Application application;
    private final long migratedAtEnd;
    private final long start;
    private final long cpuAtStart;
    private long firstMinute = -1;

    private WorkerMain(Application application, long migratedAtEnd, long start, long cpuAtStart) {
        this.application = application;
        this.migratedAtEnd = migratedAtEnd;
        this.start = start;
        this.cpuAtStart = cpuAtStart;
    }

    /** Takes the time at which the process was started, in milliseconds, and each settings file with its files. */
    public static void main(String... arguments) throws InterruptedException {
        long begun = System.nanoTime()
                - TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - Long.parseLong(arguments[0]));
        long cpu = 0;
        long migrated = 0;
        for (int i = 1; i < arguments.length; i += 2) {
            migrated += Long.parseLong(arguments[i + 1]);
            try (Application application =
                    new Application(SettingsReader.read(Optional.of(Path.of(arguments[i])), Map.of()))) {
                WorkerReport report =
                        new WorkerMain(application, migrated, begun, cpu).measure(Long.parseLong(arguments[i + 1]));
                if (i + 2 == arguments.length) {
                    System.out.println(report.line());
                }
            }
            begun = System.nanoTime();
            cpu = SYSTEM.getProcessCpuTime();
        }
    }

    private WorkerReport measure(long files) throws InterruptedException {
        try (MigrationWorker worker = application.worker()) {
            CompletableFuture<WorkerResult> run = new CompletableFuture<>();
            new Thread(() -> run.completeAsync(worker::runUntilEmpty, Runnable::run), "bench-worker").start();
            while (!isDone(worker, files)) {
                if (run.isDone()) {
                    throw new IllegalStateException("it ended with " + run.join() + " and " + worker.totals());
                }
                TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
            }
            WorkerReport report = new WorkerReport(
                    (System.nanoTime() - start) / 1e9,
                    (SYSTEM.getProcessCpuTime() - cpuAtStart) / 1e9,
                    ResidentMemory.peak(ProcessHandle.current().pid()),
                    firstMinute < 0 ? worker.totals().migrated() : firstMinute);
            run.join();
            return report;
        }
    }

    private boolean isDone(MigrationWorker worker, long files) {
        long migrated = worker.totals().migrated();
        if (firstMinute < 0 && System.nanoTime() - start > MINUTE_NANOS) {
            firstMinute = migrated;
        }
        if (migrated < files) {
            return false;
        }
        ProgressReport report = application.progress().report();
        return report.count(MediaState.MIGRATED) == migratedAtEnd
                && report.queues().size() == 2
                && report.queues().values().stream().allMatch(queue -> queue.visible() + queue.inFlight() == 0);
    }
}
