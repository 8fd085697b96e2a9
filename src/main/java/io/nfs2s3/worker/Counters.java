package io.nfs2s3.worker;

import java.util.concurrent.atomic.LongAdder;

/** The running form of {@link WorkerTotals}. Thread-safe. */
final class Counters {
    final LongAdder migrated = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder unchanged = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder undeleted = new LongAdder();

    /** Counts a file whose message asked for nothing new. */
    FileOutcome unchanged() {
        unchanged.increment();
        return new FileOutcome.Settled();
    }

    WorkerTotals totals() {
        return new WorkerTotals(
                migrated.sum(),
                bytes.sum(),
                unchanged.sum(),
                retried.sum(),
                failed.sum(),
                unreadable.sum(),
                undeleted.sum());
    }
}
