package io.nfs2s3.backfill;

import io.nfs2s3.runs.Cancellation;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.source.ScanEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Registers the names of a run batch by batch, and has one batch sent while the next one is registered. For one thread. */
final class Registrar {
    private final BackfillTransactions transactions;
    private final RunLease lease;
    private final BatchMaker maker;
    private final BatchSender sender;
    private final Executor sending;
    private final Backpressure backpressure;
    private final Cancellation cancellation;
    private final RunProgress progress;

    /** @param sending runs one task at a time */
    Registrar(
            BackfillTransactions transactions,
            RunLease lease,
            BatchMaker maker,
            BatchSender sender,
            Executor sending,
            Backpressure backpressure,
            Cancellation cancellation,
            RunProgress progress) {
        this.transactions = transactions;
        this.lease = lease;
        this.maker = maker;
        this.sender = sender;
        this.sending = sending;
        this.backpressure = backpressure;
        this.cancellation = cancellation;
        this.progress = progress;
    }

    /**
     * Takes all names, and returns when those that it registered are sent. First it sends what an earlier process of the
     * run left behind.
     *
     * @throws RunStoppedException when the run does not go on
     * @throws java.util.concurrent.CompletionException when sending failed
     */
    void register(BatchingQueue batches) {
        CompletableFuture<Void> sent = cancellation
                .patiently(() -> transactions.unsent(lease))
                .map(this::send)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        try {
            long number = cancellation.patiently(() -> transactions.batches(lease));
            for (List<ScanEntry> names = batches.take(); !names.isEmpty(); names = batches.take()) {
                BackfillRegistered batch = register(++number, maker.make(names));
                sent.join();
                sent = send(batch);
            }
        } catch (RuntimeException e) {
            cancellation.fail(e); // or a sender that waits would not learn of it
            throw e;
        } finally {
            sent.join();
        }
    }

    private BackfillRegistered register(long number, BackfillBatch batch) {
        backpressure.awaitTurn();
        BackfillRegistered registered = cancellation.patiently(() -> transactions.register(lease, number, batch));
        progress.counts(registered.counts());
        backpressure.used(registered.toSend().size());
        return registered;
    }

    private CompletableFuture<Void> send(BackfillRegistered batch) {
        return CompletableFuture.runAsync(() -> sender.send(batch), sending);
    }
}
