package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.catalog.AdoptFiles;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.site.SiteGuard;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectStore;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Sets pointers to objects that something else put into the bucket, such as {@code aws s3 sync}, once they are proved to have
 * the bytes of the originals. No object is put.
 *
 * <p>Thread-safe. A run may be ended at any line: what it did stays done, is counted once, and the rest is done when it is
 * resumed. Several runs may come upon the same objects: each pointer is set by one of them.
 */
public final class Adoption {
    /** Where the names of a run come from: {@link Run#source}. */
    public static final String LISTING = "LISTING";

    private final Jdbi jdbi;
    private final Runs runs;
    private final AdoptFiles files;
    private final NfsSource source;
    private final ObjectStore store;
    private final MediaKinds kinds;
    private final NameRules names;
    private final SiteGuard site;
    private final ControlPoller control;
    private final String owner;

    /**
     * @param runs those of adoptions
     * @param control closed by its owner
     * @param owner names this process: host, process id, and a number of its own, separated by slashes
     */
    public Adoption(
            Jdbi jdbi,
            Runs runs,
            AdoptFiles files,
            NfsSource source,
            ObjectStore store,
            MediaKinds kinds,
            NameRules names,
            SiteGuard site,
            ControlPoller control,
            String owner) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.files = files;
        this.source = source;
        this.store = store;
        this.kinds = kinds;
        this.names = names;
        this.site = site;
        this.control = control;
        this.owner = owner;
    }

    /** What the record of a run selects. */
    public static AdoptSelection selection(Run run) {
        return AdoptSelection.parse(run.what());
    }

    private static Optional<Run> ofSame(List<Run> all, AdoptSelection selection) {
        return all.stream()
                .filter(other -> other.what().equals(selection.text()))
                .findFirst();
    }

    /**
     * Begins a run.
     *
     * @param rate files a second, for who goes on with it should this process end at once; 0 for no limit
     * @throws IllegalArgumentException when one of the same selection is unfinished
     */
    public RunLease start(AdoptSelection selection, int rate) {
        return runs.start(
                LISTING,
                selection.text(),
                owner,
                rate,
                all -> ofSame(all, selection).ifPresent(other -> {
                    throw new IllegalArgumentException("run " + other.id() + " of the same objects is " + other.state()
                            + ": 'runs resume " + other.id() + "' goes on with it, 'runs cancel "
                            + other.id() + "' gives it up");
                }));
    }

    /**
     * Takes over a run whose process has ended.
     *
     * @throws IllegalArgumentException when it is finished, or its process may be alive
     */
    public RunLease takeOver(long run) {
        return runs.takeOver(run, owner);
    }

    /**
     * Asks whether anything may be changed, and read.
     *
     * @throws io.nfs2s3.media.MigrationException when the mount or the store is not there, or the site is suspended
     */
    public void require() {
        site.require();
        FutureErrors.join(source.check());
        FutureErrors.join(store.check());
    }

    /**
     * Adopts every object that can be proved, and waits out what can be waited for: a pause, outages of the mount, the store and
     * the database.
     *
     * @throws RuntimeException a suspended site, a store that refuses, a statement of the site that fails for every path, or a
     *     defect; the run is FAILED then, and can be resumed
     */
    public RunResult run(RunLease lease, AdoptWork work) {
        try (AdoptExecution run = new AdoptExecution(
                runs,
                new AdoptTransactions(jdbi, runs, files),
                sorter(work.selection()),
                store.audit(),
                pages(BrokenFiles.ofRun()),
                new ObjectProof(source, store.audit(), store.labels(), work.selection()),
                () -> closedBecause().orElse(""),
                lease,
                work)) {
            return run.take();
        }
    }

    /**
     * Says what a run would come to, as far as a listing and the sizes of the originals tell. Changes nothing.
     *
     * @throws RuntimeException when something is down
     */
    public AdoptForecast forecast(AdoptWork work) {
        return new Forecaster(sorter(work.selection()), store.audit(), pages(BrokenFiles.ofPreview()), source, work)
                .forecast();
    }

    private Sorter sorter(AdoptSelection selection) {
        return new Sorter(jdbi, store.audit(), kinds, names, selection);
    }

    private PageProof pages(BrokenFiles broken) {
        return new PageProof(source, store, site::require, broken);
    }

    /** Why runs rest on every host, in words for an operator; empty while they do not. */
    public Optional<String> closedBecause() {
        return control.closedBecause("adoptions", "runs resume adopt");
    }
}
