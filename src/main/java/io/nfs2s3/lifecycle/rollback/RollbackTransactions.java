package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.catalog.RollbackFiles;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.SiteUpdates;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.runs.FirstSamples;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunLostException;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.runs.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What a roll back, or its undoing, does to pointers and to its run at once, each page in one transaction. What a process
 * writes that lost its run is rolled back. For one thread.
 */
final class RollbackTransactions {
    /**
     * A page that is done.
     *
     * @param counts of the whole run
     * @param refused files of the page
     * @param queued files that need a message now
     * @param at when, by the clock of the database
     */
    record Applied(RunCounts counts, List<Refused> refused, List<FileVersion> queued, Instant at) {}

    private static final String MOVED = "it was uploaded again, or changed by another, meanwhile";

    private final Jdbi jdbi;
    private final Runs runs;
    private final RollbackFiles files;
    private final boolean undo;
    private final FirstSamples samples = new FirstSamples();
    private final SiteUpdates updates = SiteUpdates.ofRun();

    RollbackTransactions(Jdbi jdbi, Runs runs, RollbackFiles files, boolean undo) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.files = files;
        this.undo = undo;
    }

    /** How many pages of the run were done. */
    long pages(RunLease lease) {
        return jdbi.withHandle(handle -> runs.lastBatch(handle, lease))
                .map(RunBatch::number)
                .orElse(0L);
    }

    /**
     * Changes the files of a page; one for which alone the site's own statement fails is refused. Repeated after its answer was
     * lost it changes nothing, and answers as the first time.
     *
     * @param number one more than that of the page before
     * @throws RunLostException when the run is not this process's any more
     */
    Applied apply(RunLease lease, long number, Page proved) {
        List<MediaFile> sorted = proved.files().stream()
                .sorted(Comparator.comparing(MediaFile::path))
                .toList();
        List<RunSample> kept = new ArrayList<>();
        try {
            Applied applied = TransactionRetry.inTransaction(jdbi, handle -> {
                List<Refused> failed = new ArrayList<>();
                Set<FileVersion> changed = change(handle, lease.run(), sorted, failed);
                Page told = proved.refusing(failed);
                kept.clear();
                kept.addAll(samples.first(samples(told, changed)));
                return count(handle, lease, number, told, changed, kept);
            });
            samples.keep(kept);
            return applied;
        } catch (RunLostException e) {
            return jdbi.withHandle(handle -> appliedBefore(handle, lease, number, proved))
                    .orElseThrow(() -> e);
        }
    }

    private static List<RunSample> samples(Page page, Set<FileVersion> changed) {
        return Stream.of(
                        page.skipped().stream(),
                        page.refused().stream().map(RollbackTransactions::sample),
                        page.files().stream()
                                .filter(file -> !changed.contains(file.upload()))
                                .sorted(Comparator.comparing(MediaFile::path))
                                .map(file -> new RunSample(
                                        Category.SKIPPED, file.path().value(), MOVED)))
                .flatMap(each -> each)
                .toList();
    }

    private Applied count(
            Handle handle, RunLease lease, long number, Page page, Set<FileVersion> changed, List<RunSample> kept) {
        long moved = (long) page.files().size() - changed.size();
        RunCounts counts = new RunCounts(
                changed.size(),
                page.unchanged(),
                page.skipped().size() + moved,
                page.refused().size());
        RunBatch counted = runs.count(handle, lease, number, counts, kept);
        return new Applied(counted.counts(), page.refused(), undo ? List.copyOf(changed) : List.of(), counted.at());
    }

    /** @param failed gets those for which alone the site's own statement fails */
    private Set<FileVersion> change(Handle handle, long run, List<MediaFile> sorted, List<Refused> failed) {
        if (sorted.isEmpty()) {
            return Set.of();
        }
        if (undo) {
            return files.queueAgain(handle, run, sorted);
        }
        return updates.change(
                handle,
                sorted,
                some -> files.rollBack(handle, run, some),
                () -> files.checkSiteUpdate(handle),
                (file, error) ->
                        failed.add(new Refused(file.path().value(), Refusal.SITE_UPDATE, ErrorText.of(error))));
    }

    private Optional<Applied> appliedBefore(Handle handle, RunLease lease, long number, Page page) {
        return runs.lastBatch(handle, lease)
                .filter(last -> last.number() == number)
                .map(last -> applied(handle, lease, page.refused(), last.at().minusNanos(1_000), last));
    }

    /** What an earlier process of the run queued, and may not have sent: a few pages at most. */
    Optional<Applied> unsent(RunLease lease) {
        return jdbi.withHandle(handle -> runs.lastBatch(handle, lease)
                .map(last -> applied(handle, lease, List.of(), runs.sentUpTo(handle, lease), last))
                .filter(last -> !last.queued().isEmpty()));
    }

    private Applied applied(Handle handle, RunLease lease, List<Refused> refused, Instant after, RunBatch last) {
        return new Applied(
                last.counts(),
                refused,
                undo ? RollbackFiles.queuedBetween(handle, lease.run(), after, last.at()) : List.of(),
                last.at());
    }

    private static RunSample sample(Refused refused) {
        return new RunSample(Category.FAILED, refused.name(), refused.text());
    }

    /** @throws RunLostException when the run is not this process's any more */
    void done(RunLease lease) {
        TransactionRetry.inTransaction(jdbi, handle -> {
            runs.done(handle, lease, null, List.of());
            return true;
        });
    }
}
