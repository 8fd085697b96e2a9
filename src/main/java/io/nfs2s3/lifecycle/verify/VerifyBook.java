package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.VerifiedCopies;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.runs.FirstSamples;
import io.nfs2s3.runs.PartedRuns;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunPart;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.Runs;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The record of one verify: each part in one transaction, once it is done. What a process writes that lost its run is rolled
 * back. Thread-safe.
 */
final class VerifyBook {
    private final Jdbi jdbi;
    private final Runs runs;
    private final PartedRuns parts;
    private final VerifiedCopies verified;
    private final RunLease lease;
    private final Depth depth;
    private final Gate gate;
    private final FirstSamples samples = new FirstSamples();

    /**
     * @param verified is told of the rows that were looked at
     * @param gate waits out outages
     */
    VerifyBook(
            Jdbi jdbi, Runs runs, PartedRuns parts, VerifiedCopies verified, RunLease lease, Depth depth, Gate gate) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.parts = parts;
        this.verified = verified;
        this.lease = lease;
        this.depth = depth;
        this.gate = gate;
    }

    /** The parts that are left. At the beginning of the run it is cut, and its first batch says so. */
    List<RunPart> left(Supplier<List<RunPart>> cut) {
        if (!isCut()) {
            List<RunPart> all = gate.patiently(cut);
            gate.patiently(() -> isCut()
                    || inTransaction(handle -> {
                        parts.cut(handle, lease, all);
                        count(handle, RunCounts.NONE, List.of());
                    }));
        }
        return gate.patiently(() -> parts.left(lease.run())); // what is recorded: it may not be this cut
    }

    private boolean isCut() {
        return gate.patiently(
                () -> jdbi.withHandle(handle -> runs.lastBatch(handle, lease)).isPresent());
    }

    /** What earlier passes counted. */
    Map<String, Long> counts() {
        return gate.patiently(() -> parts.counts(lease.run()));
    }

    /**
     * Counts a part that is done.
     *
     * @throws io.nfs2s3.runs.RunLostException when the run is not this process's any more
     */
    synchronized void done(VerifyPart part) {
        List<RunSample> kept = samples.first(part.samples());
        gate.patiently(() -> inTransaction(handle -> {
            if (parts.done(handle, lease, part.cut())) {
                parts.add(handle, lease, part.totals().named());
                if (depth.looks()) {
                    verified.remember(handle, part.right(), depth.look(), part.since());
                }
                count(handle, part.totals().counts(), kept);
            } else {
                count(handle, RunCounts.NONE, List.of()); // or the run is another process's
            }
        }));
        samples.keep(kept);
    }

    private void count(Handle handle, RunCounts counts, List<RunSample> kept) {
        long number = runs.lastBatch(handle, lease).map(RunBatch::number).orElse(0L);
        runs.count(handle, lease, number + 1, counts, kept);
    }

    private boolean inTransaction(Consumer<Handle> work) {
        return TransactionRetry.inTransaction(jdbi, handle -> {
            work.accept(handle);
            return true;
        });
    }

    /** @throws io.nfs2s3.runs.RunLostException when the run is not this process's any more */
    void end() {
        inTransaction(handle -> runs.done(handle, lease, null, List.of()));
    }
}
