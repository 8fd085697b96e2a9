package io.nfs2s3.backfill;

import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.Cancellation;
import io.nfs2s3.runs.RunFinisher;
import io.nfs2s3.runs.RunHeartbeat;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.MDC;

/**
 * One run in this process. The caller's thread finds names, a second one registers them in batches, and a third one sends
 * what was registered while the next batch is registered. A {@link RunHeartbeat} says that the run is alive.
 */
final class RunExecution implements AutoCloseable {
    static final int BATCH = 2_000;
    private static final long LINGER_MILLIS = 200;
    private final Runs runs;
    private final BackfillTransactions transactions;
    private final BackfillGate gate;
    private final RunLease lease;
    private final RunProgress progress;
    private final Cancellation cancellation;
    private final Registrar registrar;
    private final BatchingQueue batches = new BatchingQueue(BATCH, LINGER_MILLIS);
    private final ExecutorService registering;
    private final ExecutorService sending;
    private final MDC.MDCCloseable label;
    private final RunHeartbeat heartbeat;

    RunExecution(
            Runs runs,
            BackfillTransactions transactions,
            BatchMaker maker,
            MigrationQueue queue,
            BackfillGate gate,
            RunLease lease,
            RunProgress progress,
            BooleanSupplier goesOn) {
        this.runs = runs;
        this.transactions = transactions;
        this.gate = gate;
        this.lease = lease;
        this.progress = progress;
        this.cancellation = new Cancellation(progress, QueueException.class::isInstance, batches::abort);
        this.label = MDC.putCloseable(DaemonThreads.RUN, Long.toString(lease.run()));
        this.registering = Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-backfill-register"));
        this.sending = Executors.newSingleThreadExecutor(DaemonThreads.named("nfs2s3-backfill-send"));
        this.registrar = new Registrar(
                transactions,
                lease,
                maker,
                new BatchSender(runs, queue, lease, cancellation, progress),
                sending,
                new Backpressure(gate, transactions::queued, cancellation),
                cancellation,
                progress);
        this.heartbeat = new RunHeartbeat(runs, lease, cancellation, goesOn, "nfs2s3-backfill-watch");
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
            // the cancellation has it
        }
        return new RunFinisher(runs, lease, cancellation).finish(all, () -> transactions.done(lease, source));
    }

    /** @return whether it came to the end of the names */
    private boolean find(NameSource names) {
        RateLimiter limiter = RateLimiter.of(gate::scanRate);
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
        label.close();
        heartbeat.close();
        registering.shutdownNow();
        sending.shutdownNow();
    }
}
