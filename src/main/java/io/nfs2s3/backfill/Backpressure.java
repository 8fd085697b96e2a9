package io.nfs2s3.backfill;

import io.nfs2s3.runs.Cancellation;
import java.util.function.LongSupplier;

/** Lets a run register the next batch: not while the backfill is paused, nor while enough files are QUEUED. */
final class Backpressure {
    private final BackfillGate gate;
    private final QueuedAhead ahead;
    private final Cancellation cancellation;

    /** @param queued how many files are QUEUED */
    Backpressure(BackfillGate gate, LongSupplier queued, Cancellation cancellation) {
        this.gate = gate;
        this.ahead = new QueuedAhead(queued);
        this.cancellation = cancellation;
    }

    /** @throws RunStoppedException when the run does not go on */
    void awaitTurn() {
        cancellation.awaitNone(() -> gate.closedBecause().orElseGet(this::fullBecause));
    }

    private String fullBecause() {
        long most = gate.queuedAhead();
        return cancellation.patiently(() -> ahead.isFull(most))
                ? most + " files are queued ahead; 'backfill set --queued-ahead' changes how many may be"
                : "";
    }

    /** So many files were QUEUED by the run. */
    void used(long files) {
        ahead.used(files);
    }
}
