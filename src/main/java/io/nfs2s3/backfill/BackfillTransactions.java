package io.nfs2s3.backfill;

import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.catalog.BackfillFiles;
import io.nfs2s3.catalog.BackfillFiles.NewFile;
import io.nfs2s3.catalog.BackfillFiles.Registered;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunLostException;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.runs.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What a backfill does to the media table and to its run at once, each method in one transaction.
 *
 * <p>Thread-safe. What a process writes that lost its run is rolled back. Errors of the database come as {@link
 * org.jdbi.v3.core.JdbiException}.
 */
final class BackfillTransactions {
    private final Jdbi jdbi;
    private final Runs runs;

    BackfillTransactions(Jdbi jdbi, Runs runs) {
        this.jdbi = jdbi;
        this.runs = runs;
    }

    /** How many batches of the run were registered. */
    long batches(RunLease lease) {
        return jdbi.withHandle(handle -> runs.lastBatch(handle, lease))
                .map(RunBatch::number)
                .orElse(0L);
    }

    /**
     * Registers a batch: rows, counts and samples. Repeated after its answer was lost it changes nothing, and answers as
     * the first time.
     *
     * @param number one more than that of the batch before
     * @return with the counts of the whole run
     * @throws RunLostException when the run is not this process's any more
     */
    BackfillRegistered register(RunLease lease, long number, BackfillBatch batch) {
        try {
            return TransactionRetry.inTransaction(jdbi, handle -> register(handle, lease, number, batch));
        } catch (RunLostException e) {
            return jdbi.withHandle(handle -> registeredBefore(handle, lease, number))
                    .orElseThrow(() -> e);
        }
    }

    private BackfillRegistered register(Handle handle, RunLease lease, long number, BackfillBatch batch) {
        List<Registered> rows = BackfillFiles.register(handle, lease.run(), batch.files());
        long inserted = rows.stream().filter(Registered::inserted).count();
        RunCounts counts = new RunCounts(inserted, rows.size() - inserted, batch.skipped(), batch.bad());
        RunBatch counted = runs.count(handle, lease, number, counts, batch.samples());
        List<FileVersion> toSend = rows.stream()
                .filter(Registered::needsMessage)
                .map(Registered::upload)
                .toList();
        return new BackfillRegistered(counted.counts(), toSend, counted.at());
    }

    private Optional<BackfillRegistered> registeredBefore(Handle handle, RunLease lease, long number) {
        return runs.lastBatch(handle, lease)
                .filter(last -> last.number() == number)
                .map(last -> registered(handle, lease, last.at().minusNanos(1_000), last));
    }

    /**
     * What an earlier process of the run registered, and may not have sent: a few batches at most.
     *
     * @return empty when there is none
     */
    Optional<BackfillRegistered> unsent(RunLease lease) {
        return jdbi.withHandle(handle -> runs.lastBatch(handle, lease)
                .map(last -> registered(handle, lease, runs.sentUpTo(handle, lease), last))
                .filter(last -> !last.toSend().isEmpty()));
    }

    private static BackfillRegistered registered(Handle handle, RunLease lease, Instant after, RunBatch last) {
        return new BackfillRegistered(
                last.counts(), BackfillFiles.queuedBetween(handle, lease.run(), after, last.at()), last.at());
    }

    /**
     * Ends a run whose every name was taken. Of a scan it counts the files that it did not find: a few seconds for
     * millions of rows.
     *
     * @throws RunLostException when the run is not this process's any more
     */
    void done(RunLease lease, Source source) {
        Optional<Run> scan = source == Source.SCAN ? runs.find(lease.run()) : Optional.empty();
        TransactionRetry.inTransaction(jdbi, handle -> {
            Long missing = scan.map(run -> BackfillFiles.unseen(handle, run.id(), run.what(), run.startedAt()))
                    .orElse(null);
            List<RunSample> samples = scan.map(run -> missing(handle, run)).orElse(List.of());
            runs.done(handle, lease, missing, samples);
            return true;
        });
    }

    private static List<RunSample> missing(Handle handle, Run scan) {
        return BackfillFiles.unseen(handle, scan.id(), scan.what(), scan.startedAt(), RunSample.KEPT).stream()
                .map(file -> new RunSample(Category.MISSING, file.path(), "it is " + file.state()))
                .toList();
    }

    /** How many of these files have a row. */
    long known(List<NewFile> files) {
        return jdbi.withHandle(handle -> BackfillFiles.known(handle, files));
    }

    /** How many files are QUEUED. */
    long queued() {
        return jdbi.withHandle(BackfillFiles::queued);
    }
}
