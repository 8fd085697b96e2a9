package io.nfs2s3.backfill;

import java.util.function.LongUnaryOperator;

/** Lets a run register the next batch: not while the backfill is paused, nor while enough files are QUEUED. */
final class Backpressure {
    private final ControlPoller control;
    private final QueuedAhead ahead;
    private final Cancellation cancellation;

    /** @param queued how many files are QUEUED, of so many at most */
    Backpressure(ControlPoller control, LongUnaryOperator queued, Cancellation cancellation) {
        this.control = control;
        this.ahead = new QueuedAhead(queued);
        this.cancellation = cancellation;
    }

    /** @throws RunStoppedException when the run does not go on */
    void awaitTurn() {
        cancellation.awaitNone(() -> control.closedBecause().orElseGet(this::fullBecause));
    }

    private String fullBecause() {
        long most = control.queuedAhead();
        return cancellation.patiently(() -> ahead.isFull(most))
                ? most + " files are queued ahead; 'backfill set --queued-ahead' changes how many may be"
                : "";
    }

    /** So many files were QUEUED by the run. */
    void used(long files) {
        ahead.used(files);
    }
}
