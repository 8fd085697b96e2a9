package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecoverFiles;
import io.nfs2s3.catalog.SiteRecord.Rest;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.verify.Pages;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunStoppedException;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.SiteMarker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Brings rows and objects together after the database was restored from a backup, or lost: what the objects say of themselves
 * and what is on NFS decide, by {@link DecisionTable}.
 *
 * <p>Thread-safe. A run may be ended at any line: what it did stays done, is counted once, and the rest is done when it is
 * resumed. Whatever else changes a row meanwhile wins. It removes nothing, and needs no SQS.
 */
public final class Recover {
    /** The one source of runs of this kind: {@link Run#source}. */
    public static final String SOURCE = "BUCKET";

    private static final int LISTED_AT_ONCE = 1_000;

    private final Jdbi jdbi;
    private final Runs runs;
    private final MediaCatalog catalog;
    private final RecoverFiles files;
    private final ObjectAudit audit;
    private final OriginalProof originals;
    private final Duration vanishedAfter;
    private final ControlPoller control;
    private final String owner;

    /**
     * @param runs those of recoveries
     * @param vanishedAfter for how long a fresh upload may not be visible on this host
     * @param control closed by its owner
     * @param owner names this process: host, process id, and a number of its own, separated by slashes
     */
    public Recover(
            Jdbi jdbi,
            Runs runs,
            MediaCatalog catalog,
            RecoverFiles files,
            ObjectAudit audit,
            OriginalProof originals,
            Duration vanishedAfter,
            ControlPoller control,
            String owner) {
        this.jdbi = jdbi;
        this.runs = runs;
        this.catalog = catalog;
        this.files = files;
        this.audit = audit;
        this.originals = originals;
        this.vanishedAfter = vanishedAfter;
        this.control = control;
        this.owner = owner;
    }

    /**
     * Begins a run, or goes on with the one of this rest whose process has ended. One of an earlier rest, or of another place,
     * is given up: the keys behind which it would go on are not those that it was done with.
     *
     * @param place bucket and prefix
     * @param rate of a new run, files a second, for who goes on with it should this process end at once; 0 for no limit
     * @throws IllegalArgumentException when another process is at it
     */
    public RunLease start(String place, Rest rest, int rate) {
        List<Run> unfinished = runs.unfinished();
        for (Run run : unfinished) {
            if (!run.isFree(owner)) {
                throw new IllegalArgumentException("run " + run.id() + " is running, by " + run.owner());
            }
            if (!isOf(run, place, rest)) {
                runs.cancel(run.id());
            }
        }
        Optional<Run> own =
                unfinished.stream().filter(run -> isOf(run, place, rest)).findFirst();
        if (own.isPresent()) {
            return runs.takeOver(own.get().id(), owner);
        }
        return runs.start(
                SOURCE,
                place,
                owner,
                rate,
                others -> others.stream().findFirst().ifPresent(other -> {
                    throw new IllegalArgumentException("run " + other.id() + " is running, by " + other.owner());
                }));
    }

    /** What a run is done with was right only while the site rested, without a break. */
    private static boolean isOf(Run run, String place, Rest rest) {
        return run.what().equals(place) && !run.startedAt().isBefore(rest.since());
    }

    /**
     * Takes over a run whose process has ended.
     *
     * @param rest empty while the site does not rest
     * @throws IllegalArgumentException when it is finished, its process may be alive, or it is of another place or an earlier
     *     rest
     */
    public RunLease takeOver(Run run, String place, Optional<Rest> rest) {
        if (rest.filter(now -> isOf(run, place, now)).isEmpty()) {
            throw new IllegalArgumentException("run " + run.id() + " is of " + run.what()
                    + " as it was before the site went on, or is of another place than " + place
                    + "; 'nfs2s3 recover --yes' begins a new one, which looks at everything");
        }
        return runs.takeOver(run.id(), owner);
    }

    /** Gives up what is unfinished, for the site goes on without it. */
    public List<Run> giveUp() {
        List<Run> unfinished = runs.unfinished();
        unfinished.forEach(run -> runs.cancel(run.id()));
        return unfinished;
    }

    /**
     * @throws io.nfs2s3.media.MigrationException when the mount is not there, or the bucket does not let the program look
     */
    public void requireDependencies() {
        originals.requireMount();
        new BucketLook(audit, audit, "").requireAnswers();
    }

    /**
     * Brings everything together that can be, and waits out what can be waited for: a pause, outages of the mount, the
     * database and S3.
     *
     * <p>The site goes on in the transaction that marks the run as DONE.
     *
     * @throws RuntimeException a right that is missing, a site that does not rest, the site's own statement that fails for
     *     every path, or a defect; the run is FAILED then, and can be resumed
     */
    public RunResult run(RunLease lease, RecoverWork work) {
        try (Recovery run = new Recovery(
                runs,
                new RecoverTransactions(jdbi, runs, files),
                scan(work, BrokenFiles.ofRun()),
                () -> closedBecause().orElse(""),
                lease,
                work)) {
            return run.take();
        }
    }

    /**
     * Looks at everything, until it is told to stop, and changes nothing.
     *
     * @return with the files that would be changed as done
     * @throws RuntimeException when something is down
     */
    public RunCounts preview(RecoverWork work) {
        RateLimiter limiter = RateLimiter.of(work.rate());
        try (RecoverScan scan = scan(work, BrokenFiles.ofPreview())) {
            scan.mark(() -> check(work));
            scan.walk("", work.atOnce(), page -> {
                page.met().forEach(met -> {
                    limiter.acquire();
                    work.progress().look();
                });
                check(work);
                List<Judged> judged = scan.judge(page);
                work.progress().counts(work.progress().counts().plus(RecoverTransactions.counts(page, judged)));
                judged.stream().filter(one -> one.act() != Act.KEEP).forEach(work.each());
            });
        } catch (RunStoppedException e) {
            // as far as it came
        }
        return work.progress().counts();
    }

    /** What a recovery would take, by a listing of the bucket: 1,000 objects a request. Looks at none of them. */
    public Forecast forecast(RecoverWork work) {
        BucketLook bucket = new BucketLook(audit, audit, work.site());
        long listed = 0;
        long objects = 0;
        long bytes = 0;
        Pages<ListedObject> all = Walk.objects(audit, audit.prefix(), "");
        while (all.hasNext() && work.goesOn().getAsBoolean()) {
            ListedObject object = all.next();
            listed++;
            work.listed().run();
            if (!object.key().equals(audit.prefix() + SiteMarker.NAME)
                    && bucket.uploadOf(object.key()).isPresent()) {
                objects++;
                bytes += object.size();
            }
        }
        long lists = Math.max(1, (listed + LISTED_AT_ONCE - 1) / LISTED_AT_ONCE);
        return Forecast.of(objects)
                .with(Request.LIST, Span.of(2 * lists))
                .with(Request.HEAD, Span.upTo(objects))
                .reading(Span.upTo(bytes));
    }

    private static void check(RecoverWork work) {
        if (!work.goesOn().getAsBoolean()) {
            throw new RunStoppedException();
        }
    }

    private RecoverScan scan(RecoverWork work, BrokenFiles broken) {
        BucketLook bucket = new BucketLook(audit, audit, work.site());
        Examiner examiner =
                new Examiner(bucket, new Judge(originals, catalog.kinds(), vanishedAfter, work.rested(), bucket));
        return new RecoverScan(
                new RecordedCopies(jdbi, jdbi),
                audit,
                audit.prefix(),
                bucket,
                work.listed(),
                lookers -> new PageLook(catalog, originals, bucket, examiner, broken, lookers));
    }

    /** Why runs rest on every host, in words for an operator; empty while they do not. */
    public Optional<String> closedBecause() {
        return control.closedBecause("recoveries", "runs resume recover");
    }
}
