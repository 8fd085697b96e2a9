package io.nfs2s3.backfill;

import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunStoppedException;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/**
 * Registers files that were on NFS before the hook, and sends them to the backfill queue.
 *
 * <p>Thread-safe. A run may be ended at any line: what it registered is registered once, however often it is resumed.
 */
public final class Backfill {
    /** Where the names of a run come from: {@link Run#source}. */
    public enum Source {
        /** The names below the source root. */
        SCAN,
        /** A file of names, one a line. */
        MANIFEST,
        /** A file of names that end at NUL. */
        MANIFEST_NUL,
        /** What a query in the site's database gives. */
        QUERY
    }

    private final Runs runs;
    private final BackfillTransactions transactions;
    private final MediaKinds kinds;
    private final Function<MediaPath, CompletableFuture<Boolean>> isNoFile;
    private final MigrationQueue queue;
    private final BackfillGate gate;
    private final String owner;

    /**
     * @param runs those of the backfill
     * @param isNoFile looks at a name below the source root; lists have directories and pipes, too
     * @param owner names this process: host, process id, and a number of its own, separated by slashes
     */
    public Backfill(
            Jdbi jdbi,
            Runs runs,
            MediaKinds kinds,
            Function<MediaPath, CompletableFuture<Boolean>> isNoFile,
            MigrationQueue queue,
            BackfillGate gate,
            String owner) {
        this.runs = runs;
        this.transactions = new BackfillTransactions(jdbi, runs);
        this.kinds = kinds;
        this.isNoFile = isNoFile;
        this.queue = queue;
        this.gate = gate;
        this.owner = owner;
    }

    /**
     * Begins a run.
     *
     * @param what the prefix of a scan, the file of a manifest (- for standard input), or the query
     * @throws IllegalArgumentException when an unfinished run may come upon the same files: a row remembers only the last
     *     run that saw it, so neither could be resumed without counting again
     */
    public RunLease start(Source source, String what) {
        return runs.start(
                source.name(),
                what,
                owner,
                0, // all runs have one: see Run
                unfinished -> unfinished.stream()
                        .filter(other -> overlap(source, what, other))
                        .min(Comparator.comparingLong(Run::id))
                        .ifPresent(other -> {
                            throw new IllegalArgumentException("run " + other.id() + " of "
                                    + (other.what().isEmpty() ? "everything" : "\"" + other.what() + "\"") + " is "
                                    + other.state() + ", and may come upon the same files: 'backfill resume "
                                    + other.id()
                                    + "' goes on with it, 'backfill cancel " + other.id() + "' gives it up");
                        }));
    }

    /** Only of scans it is known which files they do not come upon. */
    private static boolean overlap(Source source, String what, Run other) {
        return source != Source.SCAN
                || Source.valueOf(other.source()) != Source.SCAN
                || what.startsWith(other.what())
                || other.what().startsWith(what);
    }

    /** Whether {@link #takeOver} would succeed now. */
    public boolean canTakeOver(Run run) {
        return run.isFree(owner);
    }

    /**
     * Takes over a run whose process has ended. Files that it registered are not registered again.
     *
     * @throws IllegalArgumentException when it is finished, or its process may be alive
     */
    public RunLease takeOver(long run) {
        return runs.takeOver(run, owner);
    }

    /**
     * Takes every name, and waits out what can be waited for: a pause, outages of SQS and the database, a full queue.
     *
     * @param names streamed on the caller's thread
     * @param goesOn asked again and again; false stops the run so that it can be resumed
     * @throws RuntimeException what {@code names} throws, or a defect; the run is FAILED then, and can be resumed
     */
    public RunResult run(
            RunLease lease, Source source, NameSource names, RunProgress progress, BooleanSupplier goesOn) {
        try (RunExecution run =
                new RunExecution(runs, transactions, maker(source), queue, gate, lease, progress, goesOn)) {
            return run.take(source, names);
        }
    }

    /**
     * Counts what a run would come upon, and changes nothing.
     *
     * @param goesOn asked again and again; false ends it
     */
    public RunCounts preview(Source source, NameSource names, RunProgress progress, BooleanSupplier goesOn) {
        BatchMaker maker = maker(source);
        List<ScanEntry> open = new ArrayList<>();
        try {
            names.forEach(name -> {
                progress.look();
                open.add(name);
                if (open.size() == RunExecution.BATCH) {
                    look(maker.make(open), progress);
                    open.clear();
                    if (!goesOn.getAsBoolean()) {
                        throw new RunStoppedException();
                    }
                }
            });
            look(maker.make(open), progress);
        } catch (RunStoppedException e) {
            // as far as it came
        }
        return progress.counts();
    }

    /** A scan has seen itself that they are files. */
    private BatchMaker maker(Source source) {
        return new BatchMaker(
                kinds, source == Source.SCAN ? path -> CompletableFuture.completedFuture(false) : isNoFile);
    }

    private void look(BackfillBatch batch, RunProgress progress) {
        long known = transactions.known(batch.files());
        progress.counts(progress.counts()
                .plus(new RunCounts(batch.files().size() - known, known, batch.skipped(), batch.bad())));
    }
}
