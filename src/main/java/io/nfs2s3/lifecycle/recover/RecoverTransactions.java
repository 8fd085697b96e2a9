package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.RecoverFiles;
import io.nfs2s3.catalog.RecoveredFile;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.lifecycle.SiteUpdates;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.FirstSamples;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.runs.Runs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What a recovery does to rows and to its run at once, each page in one transaction. What a process writes that lost its run
 * is rolled back. For one thread.
 */
final class RecoverTransactions {
    /**
     * Where a run is.
     *
     * @param batch number of the last page that is done; 0 for none
     * @param after its last key; empty for none
     */
    record Position(long batch, String after) {}

    /**
     * A page that is done.
     *
     * @param counts of the whole run
     * @param judged of the page; those that could not be changed are undecided
     */
    record Applied(RunCounts counts, List<Judged> judged) {}

    private static final String MOVED =
            "its row was changed by another meanwhile, or its object is being removed; run 'nfs2s3 recover' again";

    private static final String STAYS =
            "; its row stays as it was: correct the site's table or the statement, and run" + " 'nfs2s3 recover' again";

    private static final String HELD_BACK = "recover, undecided: ";

    private final Jdbi jdbi;
    private final Runs runs;
    private final RecoverFiles files;
    private final FirstSamples samples = new FirstSamples();
    private final SiteUpdates updates = SiteUpdates.ofRun();

    RecoverTransactions(Jdbi jdbi, Runs runs, RecoverFiles files) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.files = files;
    }

    /** Where the run is: also after an outage, in which the answer to a page that was done may have been lost. */
    Position position(RunLease lease) {
        return jdbi.withHandle(handle -> new Position(
                runs.lastBatch(handle, lease).map(RunBatch::number).orElse(0L),
                runs.reached(handle, lease).orElse("")));
    }

    /**
     * Changes the rows of a page. One for which alone the site's own statement fails stays as it is.
     *
     * @param number one more than that of the page before
     * @throws io.nfs2s3.runs.RunLostException when the run is not this process's any more
     */
    Applied apply(RunLease lease, long number, Page page, List<Judged> judged) {
        List<RecoveredFile> changes = judged.stream()
                .map(Judged::change)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(change -> change.upload().path()))
                .toList();
        Map<FileVersion, String> held = new TreeMap<>(Comparator.comparing(FileVersion::path));
        for (Judged one : judged) {
            FileVersion upload = one.held();
            if (upload != null) {
                held.put(upload, HELD_BACK + Printable.line(one.detail()));
            }
        }
        List<RunSample> kept = new ArrayList<>();
        Applied applied = TransactionRetry.inTransaction(jdbi, handle -> {
            Map<MediaPath, String> failed = new HashMap<>();
            Set<MediaPath> changed = change(handle, changes, failed);
            RecoverFiles.hold(handle, held);
            RecoverFiles.hold(handle, queuedOf(changes, failed));
            List<Judged> done =
                    judged.stream().map(one -> asDone(one, changed, failed)).toList();
            kept.clear();
            kept.addAll(samples.first(samples(done)));
            runs.reached(handle, lease, page.last());
            RunBatch counted = runs.count(handle, lease, number, counts(page, done), kept);
            return new Applied(counted.counts(), done);
        });
        samples.keep(kept);
        return applied;
    }

    /** @param failed gets those for which alone the site's own statement fails, and why */
    private Set<MediaPath> change(Handle handle, List<RecoveredFile> changes, Map<MediaPath, String> failed) {
        if (changes.isEmpty()) {
            return files.apply(handle, changes); // which asks whether the site rests
        }
        return updates.change(
                handle,
                changes,
                some -> files.apply(handle, some),
                () -> files.checkSiteUpdate(handle),
                (file, error) -> failed.put(file.upload().path(), ErrorText.of(error) + STAYS));
    }

    /** A worker would decide for them once the site goes on. */
    private static Map<FileVersion, String> queuedOf(List<RecoveredFile> changes, Map<MediaPath, String> failed) {
        Map<FileVersion, String> queued = new TreeMap<>(Comparator.comparing(FileVersion::path));
        for (RecoveredFile change : changes) {
            MediaFile seen = change.seen();
            String why = failed.get(change.upload().path());
            if (why != null && seen != null && seen.state() == MediaState.QUEUED) {
                queued.put(new FileVersion(change.upload().path(), seen.generation()), HELD_BACK + Printable.line(why));
            }
        }
        return queued;
    }

    private static Judged asDone(Judged judged, Set<MediaPath> changed, Map<MediaPath, String> failed) {
        RecoveredFile change = judged.change();
        return change == null || changed.contains(change.upload().path())
                ? judged
                : Judged.undecided(
                        judged.name(), failed.getOrDefault(change.upload().path(), MOVED), null);
    }

    static RunCounts counts(Page page, List<Judged> judged) {
        RunCounts counts = new RunCounts(0, page.agreeing(), 0, 0);
        for (Judged one : judged) {
            counts = counts.plus(
                    switch (one.act()) {
                        case KEEP -> new RunCounts(0, 1, 0, 0);
                        case TAKE_UP, TAKE_UP_ONLY_COPY, QUEUE, HOLD -> new RunCounts(1, 0, 0, 0);
                        case FOREIGN -> new RunCounts(0, 0, 1, 0);
                        case UNDECIDED -> new RunCounts(0, 0, 0, 1);
                    });
        }
        return counts;
    }

    private static List<RunSample> samples(List<Judged> judged) {
        return Stream.of(Act.FOREIGN, Act.UNDECIDED)
                .flatMap(act -> judged.stream().filter(one -> one.act() == act))
                .map(one -> new RunSample(
                        one.act() == Act.FOREIGN ? Category.SKIPPED : Category.FAILED,
                        Printable.line(one.name()),
                        Printable.line(one.detail())))
                .toList();
    }

    /**
     * Ends the run, and the rest of the site with it: no other recovery can be under way, for this one is until then.
     *
     * @throws io.nfs2s3.runs.RunLostException when the run is not this process's any more
     */
    void done(RunLease lease) {
        TransactionRetry.inTransaction(jdbi, handle -> {
            runs.done(handle, lease, null, List.of());
            RecoverFiles.endRest(handle);
            return true;
        });
    }
}
