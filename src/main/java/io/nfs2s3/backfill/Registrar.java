package io.nfs2s3.backfill;

import io.nfs2s3.catalog.BackfillBatch;
import io.nfs2s3.catalog.BackfillLease;
import io.nfs2s3.catalog.BackfillRegistered;
import io.nfs2s3.catalog.BackfillRuns;
import io.nfs2s3.source.ScanEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Registers the names of a run batch by batch, and has one batch sent while the next one is registered. For one thread. */
final class Registrar {
    private final BackfillRuns runs;
    private final BackfillLease lease;
    private final BatchMaker maker;
    private final BatchSender sender;
    private final Executor sending;
    private final Backpressure gate;
    private final Cancellation signal;
    private final RunProgress progress;

    /** @param sending runs one task at a time */
    Registrar(
            BackfillRuns runs,
            BackfillLease lease,
            BatchMaker maker,
            BatchSender sender,
            Executor sending,
            Backpressure gate,
            Cancellation signal,
            RunProgress progress) {
        this.runs = runs;
        this.lease = lease;
        this.maker = maker;
        this.sender = sender;
        this.sending = sending;
        this.gate = gate;
        this.signal = signal;
        this.progress = progress;
    }

    /**
     * Takes all names, and returns when those that it registered are sent. First it sends what an earlier process of the
     * run left behind.
     *
     * @throws RunStoppedException when the run does not go on
     * @throws java.util.concurrent.CompletionException when sending failed
     */
    void register(BatchingQueue buffer) {
        CompletableFuture<Void> sent = signal.patiently(() -> runs.unsent(lease))
                .map(this::send)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        try {
            long number = signal.patiently(() -> runs.batches(lease));
            for (List<ScanEntry> names = buffer.take(); !names.isEmpty(); names = buffer.take()) {
                BackfillRegistered batch = register(++number, maker.make(names));
                sent.join();
                sent = send(batch);
            }
        } catch (RuntimeException e) {
            signal.fail(e); // or a sender that waits would not learn of it
            throw e;
        } finally {
            sent.join();
        }
    }

    private BackfillRegistered register(long number, BackfillBatch batch) {
        gate.awaitTurn();
        BackfillRegistered registered = signal.patiently(() -> runs.register(lease, number, batch));
        progress.counts(registered.counts());
        gate.used(registered.toSend().size());
        return registered;
    }

    private CompletableFuture<Void> send(BackfillRegistered batch) {
        return CompletableFuture.runAsync(() -> sender.send(batch), sending);
    }
}
