package io.nfs2s3.backfill;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.BackfillLease;
import io.nfs2s3.runs.BackfillRun.Source;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One run in this process. The caller's thread finds names, a second one registers them in batches, and a third one sends
 * what was registered while the next batch is registered. A fourth one says every second that the run is alive.
 */
final class RunExecution implements AutoCloseable {
    static final int BATCH = 2_000;
    private static final long LINGER_MILLIS = 200;
    private static final long RENEW_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 200;
    private final BackfillRuns runs;
    private final ControlPoller control;
    private final BackfillLease lease;
    private final RunProgress progress;
    private final Cancellation cancellation;
    private final Registrar registrar;
    private final BatchingQueue batches = new BatchingQueue(BATCH, LINGER_MILLIS);
    private final ExecutorService registering;
    private final ExecutorService sending;
    private final ScheduledExecutorService watching;

    RunExecution(
            BackfillRuns runs,
            MediaKinds kinds,
            MigrationQueue queue,
            ControlPoller control,
            BackfillLease lease,
            RunProgress progress,
            BooleanSupplier goesOn) {
        this.runs = runs;
        this.control = control;
        this.lease = lease;
        this.progress = progress;
        this.cancellation = new Cancellation(progress, batches::abort);
        this.registering = Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-backfill-register"));
        this.sending = Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-backfill-send"));
        this.registrar = new Registrar(
                runs,
                lease,
                new BatchMaker(kinds),
                new BatchSender(runs, queue, lease, cancellation, progress),
                sending,
                new Backpressure(control, runs::queued, cancellation),
                cancellation,
                progress);
        this.watching = Executors.newScheduledThreadPool(2, DaemonThreads.named("nfs2s3-backfill-watch"));
        every(RENEW_MILLIS, this::renew);
        every(LOOK_MILLIS, () -> {
            if (!goesOn.getAsBoolean()) {
                cancellation.stop();
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // renew() deals with its own errors, and a look has none
    private void every(long millis, Runnable work) {
        watching.scheduleWithFixedDelay(work, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void renew() {
        try {
            runs.renew(lease);
        } catch (RuntimeException e) {
            if (!DatabaseErrors.isOutage(e)) {
                cancellation.fail(e);
            }
        }
    }

    /** Takes every name, for a caller who does so once. */
    RunResult take(Source source, NameSource names) {
        CompletableFuture<Void> registered = CompletableFuture.runAsync(() -> registrar.register(batches), registering)
                .whenComplete((nothing, error) -> {
                    if (error != null) {
                        cancellation.fail(error);
                    }
                });
        boolean all = find(names);
        try {
            registered.join();
        } catch (CompletionException e) {
            // the signal has it
        }
        return new RunFinisher(runs, lease, cancellation).finish(source, all);
    }

    /** @return whether it came to the end of the names */
    private boolean find(NameSource names) {
        RateLimiter limiter = new RateLimiter(control::scanRate);
        try {
            names.forEach(name -> {
                while (!limiter.tryAcquire()) {
                    cancellation.check();
                }
                batches.put(name);
                progress.look();
            });
            batches.end();
            return true;
        } catch (RuntimeException e) {
            cancellation.fail(e);
            return false;
        }
    }

    @Override
    public void close() {
        watching.shutdownNow();
        registering.shutdownNow();
        sending.shutdownNow();
    }
}
