package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.catalog.RollbackFiles;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.SelectedFiles;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/**
 * Sets pointers back to NFS, of files whose originals are proved, and queues such files again.
 *
 * <p>Thread-safe. A run may be ended at any line: what it did stays done, is counted once, and the rest is done when it is
 * resumed. Several runs may come upon the same files: each file is changed by one of them.
 */
public final class Rollback {
    /** What a run does: {@link Run#source}. */
    public enum Direction {
        /** Pointers back to NFS. */
        ROLLBACK,
        /** Files that were rolled back on their way again. */
        UNDO;

        static Direction of(RollbackSelection selection) {
            return selection.undo() ? UNDO : ROLLBACK;
        }
    }

    private final Jdbi jdbi;
    private final Runs runs;
    private final RollbackFiles files;
    private final OriginalProof originals;
    private final MediaKinds kinds;
    private final MigrationQueue queue;
    private final ControlPoller control;
    private final String owner;

    /**
     * @param runs those of roll backs
     * @param queue the backfill queue: what is queued again waits behind all uploads
     * @param control closed by its owner
     * @param owner names this process: host, process id, and a number of its own, separated by slashes
     */
    public Rollback(
            Jdbi jdbi,
            Runs runs,
            RollbackFiles files,
            OriginalProof originals,
            MediaKinds kinds,
            MigrationQueue queue,
            ControlPoller control,
            String owner) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.files = files;
        this.originals = originals;
        this.kinds = kinds;
        this.queue = queue;
        this.control = control;
        this.owner = owner;
    }

    /** What the record of a run selects. */
    public static RollbackSelection selection(Run run) {
        return RollbackSelection.parse(Direction.valueOf(run.source()) == Direction.UNDO, run.what());
    }

    /**
     * Begins a run.
     *
     * @param rate files a second, for who goes on with it should this process end at once; 0 for no limit
     * @throws IllegalArgumentException when one of the same selection is unfinished
     */
    public RunLease start(RollbackSelection selection, int rate) {
        String source = Direction.of(selection).name();
        String what = selection.text();
        return runs.start(
                source,
                what,
                owner,
                rate,
                unfinished -> unfinished.stream()
                        .filter(other ->
                                other.source().equals(source) && other.what().equals(what))
                        .filter(other -> !selection.files().isStandardInput()) // another list each time
                        .findFirst()
                        .ifPresent(other -> {
                            throw new IllegalArgumentException(
                                    "run " + other.id() + " of the same files is " + other.state()
                                            + ": 'runs resume " + other.id()
                                            + "' goes on with it, 'runs cancel " + other.id()
                                            + "' gives it up");
                        }));
    }

    /** Whether {@link #takeOver} would succeed now. */
    public boolean canTakeOver(Run run) {
        return run.isFree(owner);
    }

    /**
     * Takes over a run whose process has ended.
     *
     * @throws IllegalArgumentException when it is finished, or its process may be alive
     */
    public RunLease takeOver(long run) {
        return runs.takeOver(run, owner);
    }

    /** @throws io.nfs2s3.media.MigrationException with {@code SOURCE_DOWN} when the mount is not there, or hangs */
    public void requireMount() {
        originals.requireMount();
    }

    /**
     * Changes every file that can be proved, and waits out what can be waited for: a pause, outages of the mount, the database
     * and SQS.
     *
     * @throws RuntimeException what the names throw, a suspended site, the site's own statement that fails for every path, or
     *     a defect; the run is FAILED then, and can be resumed
     */
    public RunResult run(RunLease lease, RollbackWork work) {
        RollbackSelection selection = work.selection();
        try (RollbackExecution run = new RollbackExecution(
                runs,
                new RollbackTransactions(jdbi, runs, files, selection.undo()),
                new PageProof(originals, kinds, selection, BrokenFiles.ofRun()),
                queue,
                () -> closedBecause().orElse(""),
                lease,
                work)) {
            return run.take(record -> new PageReader(jdbi, selection, record));
        }
    }

    /**
     * Looks at every file, until it is told to stop, and changes nothing.
     *
     * @return with the files that would be changed as done
     * @throws RuntimeException when something is down
     */
    public RunCounts preview(RollbackWork work) {
        PageProof proof = new PageProof(originals, kinds, work.selection(), BrokenFiles.ofPreview());
        RateLimiter limiter = RateLimiter.of(work.rate());
        new SelectedFiles(work.selection().files(), work.names(), 0)
                .forEach(Supplier::get, new PageReader(jdbi, work.selection(), null), whole -> {
                    for (Page page : whole.split(work.atOnce())) {
                        preview(page, proof, limiter, work);
                        if (!work.goesOn().getAsBoolean()) {
                            return false;
                        }
                    }
                    return true;
                });
        return work.progress().counts();
    }

    private static void preview(Page page, PageProof proof, RateLimiter limiter, RollbackWork work) {
        page.files().forEach(file -> {
            limiter.acquire();
            work.progress().look();
        });
        Page proved = proof.prove(page);
        proved.refused().forEach(work.refused());
        work.progress().counts(work.progress().counts().plus(counts(proved)));
    }

    /**
     * What a run would take, by the database alone, until it is told to stop.
     *
     * @param puts how many requests it takes to put a file of so many bytes
     */
    public Forecast forecast(RollbackWork work, LongUnaryOperator puts) {
        Forecast[] sum = {Forecast.NOTHING};
        RollbackSelection selection = work.selection();
        new SelectedFiles(selection.files(), work.names(), 0)
                .forEach(Supplier::get, new PageReader(jdbi, selection, null), page -> {
                    page.files().forEach(file -> {
                        sum[0] = sum[0].plus(forecast(selection, file, puts));
                        work.progress().look();
                    });
                    return work.goesOn().getAsBoolean();
                });
        return sum[0];
    }

    /** A worker that is sent a file again finds out by its PUT whether the object is still there. */
    private static Forecast forecast(RollbackSelection selection, MediaFile file, LongUnaryOperator puts) {
        long size = Objects.requireNonNullElse(file.sizeBytes(), 0L);
        Forecast one = Forecast.of(1);
        if (selection.undo()) {
            return one.with(Request.PUT, new Span(1, puts.applyAsLong(size)))
                    .with(Request.HEAD, Span.upTo(1))
                    .reading(Span.of(size))
                    .putting(Span.upTo(size));
        }
        return one.reading(selection.read() ? Span.of(size) : Span.upTo(size));
    }

    private static RunCounts counts(Page proved) {
        return new RunCounts(
                proved.files().size(),
                proved.unchanged(),
                proved.skipped().size(),
                proved.refused().size());
    }

    /** Why runs rest on every host, in words for an operator; empty while they do not. */
    public Optional<String> closedBecause() {
        return control.closedBecause("roll backs", "runs resume rollback");
    }
}
