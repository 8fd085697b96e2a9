package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.catalog.AdoptFiles;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.adopt.Finding.Proved;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.runs.FirstSamples;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunLostException;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * What an adoption does to pointers and to its run at once, each page in one transaction. What a process writes that lost its
 * run is rolled back. For one thread.
 */
final class AdoptTransactions {
    /**
     * A page that is done.
     *
     * @param counts of the whole run
     * @param adopted of the page
     * @param left of the page
     */
    record Applied(RunCounts counts, List<Proved> adopted, List<Left> left) {}

    private final Jdbi jdbi;
    private final Runs runs;
    private final AdoptFlips flips;
    private final FirstSamples samples = new FirstSamples();

    AdoptTransactions(Jdbi jdbi, Runs runs, AdoptFiles files) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.flips = new AdoptFlips(files);
    }

    /** How many pages of the run were done. */
    long pages(RunLease lease) {
        return jdbi.withHandle(handle -> runs.lastBatch(handle, lease))
                .map(RunBatch::number)
                .orElse(0L);
    }

    /**
     * Flips what was proved. Repeated after its answer was lost it changes nothing, and answers as the first time.
     *
     * @param number one more than that of the page before
     * @param unchanged how many of the page are named by a pointer, and were not adopted by this run
     * @param findings of the candidates of the page
     * @throws RunLostException when the run is not this process's any more
     */
    Applied apply(RunLease lease, long number, Page page, long unchanged, List<Finding> findings) {
        List<Proved> proved = new ArrayList<>();
        List<Left> left = new ArrayList<>(page.left());
        findings.forEach(finding -> {
            if (finding instanceof Proved one) {
                proved.add(one);
            } else if (finding instanceof Finding.Not not) {
                left.add(not.left());
            }
        });
        List<RunSample> kept = new ArrayList<>();
        try {
            Applied applied = TransactionRetry.inTransaction(jdbi, handle -> {
                List<Left> failed = new ArrayList<>();
                Set<FileVersion> flipped = flips.flip(handle, proved, failed);
                List<Proved> adopted = proved.stream()
                        .filter(one -> flipped.contains(one.candidate().upload()))
                        .toList();
                List<Left> all = new ArrayList<>(left);
                all.addAll(failed);
                Set<String> named = failed.stream().map(Left::name).collect(Collectors.toSet());
                proved.stream()
                        .filter(one -> !flipped.contains(one.candidate().upload()))
                        .filter(one -> !named.contains(one.candidate().path().value()))
                        .forEach(one -> all.add(one.candidate().left(Reason.MOVED, "")));
                kept.clear();
                kept.addAll(samples.first(all.stream().map(Left::sample).toList()));
                RunCounts counts = counts(adopted.size(), unchanged, all);
                return new Applied(
                        runs.count(handle, lease, number, counts, kept).counts(), adopted, all);
            });
            samples.keep(kept);
            return applied;
        } catch (RunLostException e) {
            return jdbi.withHandle(handle -> runs.lastBatch(handle, lease))
                    .filter(last -> last.number() == number)
                    .map(last -> new Applied(last.counts(), proved, left))
                    .orElseThrow(() -> e);
        }
    }

    static RunCounts counts(long adopted, long unchanged, List<Left> left) {
        long refused = left.stream().filter(one -> one.reason().isRefusal()).count();
        return new RunCounts(adopted, unchanged, left.size() - refused, refused);
    }

    /** @throws RunLostException when the run is not this process's any more */
    void done(RunLease lease) {
        TransactionRetry.inTransaction(jdbi, handle -> {
            runs.done(handle, lease, null, List.of());
            return true;
        });
    }
}
