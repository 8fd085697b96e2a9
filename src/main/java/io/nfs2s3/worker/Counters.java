package io.nfs2s3.worker;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The running form of {@link WorkerTotals}. Thread-safe. */
final class Counters {
    final LongAdder migrated = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder unchanged = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder undeleted = new LongAdder();
    private volatile Consumer<Duration> copyWatcher = took -> {};

    /** Counts a file whose message asked for nothing new. */
    FileOutcome unchanged() {
        unchanged.increment();
        return new FileOutcome.Settled();
    }

    /** @param watcher is told of each copy how long it took; called on threads of the worker, and must not block */
    void watchCopies(Consumer<Duration> watcher) {
        copyWatcher = watcher;
    }

    /** A file is in S3, and proved. */
    void copied(Duration took) {
        copyWatcher.accept(took);
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
