package io.nfs2s3.backfill;

import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.runs.BackfillCounts;
import io.nfs2s3.runs.BackfillLease;
import io.nfs2s3.runs.BackfillRun;
import io.nfs2s3.runs.BackfillRun.Source;
import io.nfs2s3.runs.BackfillState;
import io.nfs2s3.runs.ProcessLiveness;
import io.nfs2s3.source.ScanEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Registers files that were on NFS before the hook, and sends them to the backfill queue.
 *
 * <p>Thread-safe. A run may be ended at any line: what it registered is registered once, however often it is resumed.
 */
public final class Backfill {
    private final BackfillRuns runs;
    private final MediaKinds kinds;
    private final MigrationQueue queue;
    private final ControlPoller control;
    private final String owner;

    /** @param owner names this process: host, process id, and a number of its own, separated by slashes */
    public Backfill(BackfillRuns runs, MediaKinds kinds, MigrationQueue queue, ControlPoller control, String owner) {
        this.runs = runs;
        this.kinds = kinds;
        this.queue = queue;
        this.control = control;
        this.owner = owner;
    }

    /**
     * Begins a run.
     *
     * @param what the prefix of a scan, the file of a manifest, or the query
     * @throws IllegalArgumentException when an unfinished run may come upon the same files
     */
    public BackfillLease start(Source source, String what) {
        return runs.start(source, what, owner);
    }

    /** Whether {@link #takeOver} would succeed now. */
    public boolean canTakeOver(BackfillRun run) {
        return run.state().next().contains(BackfillState.RUNNING)
                && (run.state() != BackfillState.RUNNING
                        || run.isSilent()
                        || ProcessLiveness.isGone(run.owner(), owner));
    }

    /**
     * Takes over a run whose process has ended.
     *
     * @throws IllegalArgumentException when it is finished, or its process may be alive
     */
    public BackfillLease takeOver(long run) {
        return runs.takeOver(run, owner, this::canTakeOver);
    }

    /**
     * Takes every name, and waits out what can be waited for: a pause, outages of SQS and the database, a full queue.
     *
     * @param names streamed on the caller's thread
     * @param goesOn asked again and again; false stops the run so that it can be resumed
     * @throws RuntimeException what {@code names} throws, or a defect; the run is FAILED then, and can be resumed
     */
    public RunResult run(
            BackfillLease lease, Source source, NameSource names, RunProgress progress, BooleanSupplier goesOn) {
        try (RunExecution run = new RunExecution(runs, kinds, queue, control, lease, progress, goesOn)) {
            return run.take(source, names);
        }
    }

    /**
     * Counts what a run would come upon, and changes nothing.
     *
     * @param goesOn asked again and again; false ends it
     */
    public BackfillCounts preview(NameSource names, RunProgress progress, BooleanSupplier goesOn) {
        BatchMaker maker = new BatchMaker(kinds);
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

    private void look(BackfillBatch batch, RunProgress progress) {
        long known = runs.known(batch.files());
        progress.counts(progress.counts()
                .plus(new BackfillCounts(batch.files().size() - known, known, batch.skipped(), batch.bad())));
    }
}
