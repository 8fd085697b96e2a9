package io.nfs2s3.backfill;

import io.nfs2s3.backfill.BackfillPlanner.Limits;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.source.ScanEntry;
import java.util.Optional;

/** Counts names up to a limit, and offers the files among them for a sample. For one count, on one thread. */
final class NameCounter {
    /** Ends the stream of names. */
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughException() {
            super("enough", null, false, false);
        }
    }

    private final MediaKinds kinds;
    private final Limits limits;
    private final Reservoir<MediaPath> reservoir;
    private final long start = System.nanoTime();
    private long names;
    private long files;
    private long held;
    private long ofNoKind;
    private long skipped;
    private long bad;

    NameCounter(MediaKinds kinds, Limits limits, Reservoir<MediaPath> reservoir) {
        this.kinds = kinds;
        this.limits = limits;
        this.reservoir = reservoir;
    }

    PlanCount count(NameSource source) {
        boolean complete = true;
        try {
            source.forEach(this::take);
        } catch (EnoughException e) {
            complete = false;
        }
        return new PlanCount(
                names, files, held, ofNoKind, skipped, bad, complete, Math.max(1, System.nanoTime() - start) / 1e9);
    }

    private void take(ScanEntry entry) {
        // only here is it known that there are more
        if (names == limits.names() || System.nanoTime() - start > limits.time().toNanos()) {
            throw new EnoughException();
        }
        names++;
        if (entry instanceof ScanEntry.File file) {
            take(MediaPath.of(file.path()));
        } else if (entry instanceof ScanEntry.Skipped) {
            skipped++;
        } else {
            bad++;
        }
    }

    private void take(MediaPath path) {
        Optional<MediaKind> kind = kinds.find(path);
        if (kind.isEmpty()) {
            ofNoKind++;
        } else if (kind.get().migrated()) {
            files++;
            reservoir.offer(path);
        } else {
            held++;
        }
    }
}
