package io.nfs2s3.worker;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.progress.Tally;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The running form of {@link WorkerTotals}, and the tally for the history. Thread-safe. */
final class Counters {
    final Tally tally = new Tally();
    final LongAdder migrated = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder unchanged = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder undeleted = new LongAdder();
    private final MediaKinds kinds;
    private volatile Consumer<Duration> copyWatcher = took -> {};

    Counters(MediaKinds kinds) {
        this.kinds = kinds;
    }

    /**
     * Counts a file that was migrated: for the totals, the history and who watches.
     *
     * @param took from the beginning of the copy to its proof
     */
    void migrated(StoredCopy copy, Duration took) {
        migrated.increment();
        bytes.add(copy.sizeBytes());
        tally.flipped(kind(copy.upload().path()), copy.sizeBytes(), took);
        copyWatcher.accept(took);
    }

    void failed(MediaPath path, FailureCode code) {
        failed.increment();
        tally.failed(kind(path), code);
    }

    /** Empty for one that is in the settings no more. */
    private String kind(MediaPath path) {
        return kinds.find(path).map(MediaKind::name).orElse("");
    }

    /** Counts a file whose message asked for nothing new. */
    FileOutcome unchanged() {
        unchanged.increment();
        return new FileOutcome.Settled();
    }

    /** @param watcher is told how long each migrated file took; called on threads of the worker, and must not block */
    void watchCopies(Consumer<Duration> watcher) {
        copyWatcher = watcher;
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
