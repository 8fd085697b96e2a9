package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.DatabaseFault;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.lab.chaos.site.Killer;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.S3Fault;
import io.nfs2s3.lab.chaos.site.SqsFault;
import io.nfs2s3.lab.chaos.site.Weather;
import io.nfs2s3.lab.chaos.site.Window;
import io.nfs2s3.upload.UploadHook;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Phase {@code faults}: while S3, PostgreSQL and SQS fail in turn and together, messages are lost, repeated and mixed up,
 * daemons are killed, and files are replaced, cut and removed, every file ends as what was done to it asks for.
 */
final class FaultsPhase {
    /** Short, where the defaults are for people who wait. */
    static final String[] SETTINGS = {
        "sqs.visibilityTimeout = 5 s",
        "s3 { callTimeout = 5 s }",
        "source.vanishedAfter = 3 s",
        "database.socketTimeout = 5 s",
        "worker { schedule = 500 ms, filesInFlight = 16 }",
        "sweep.enabled = false"
    };

    private static final List<List<Fault>> FAULTS =
            List.of(List.of(S3Fault.values()), List.of(SqsFault.values()), List.of(DatabaseFault.values()));
    private final ChaosSite site;
    private final Reporter reporter;

    private final List<String> problems = new CopyOnWriteArrayList<>();

    FaultsPhase(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    private Killer killer(Fleet daemons, Random random) {
        return Killer.start(
                () -> daemons.replaceEnded().stream()
                        .filter(ended -> !ChaosSite.foundNoDependency(ended))
                        .forEach(ended -> problems.add("a daemon ended by itself: " + ended.output())),
                () -> {
                    boolean isToSpare = daemons.up().size() > 1;
                    if (isToSpare) {
                        daemons.killOne(random);
                    }
                    return isToSpare;
                },
                () -> Duration.ofMillis(1_000 + random.nextInt(3_000)));
    }

    WorkerScore run(WorkerScale scale, Random random) {
        List<Story> stories = Stories.draw(random, scale.files(), scale.large());
        List<Window> windows = Window.draw(random, scale.windows(), FAULTS);
        reporter.step("faults: " + stories.size() + " files, " + windows.size() + " windows, "
                + Window.sum(windows).toSeconds() + " s");
        Findings ends = Findings.NONE;
        int kills;
        try (Fleet daemons = Daemons.start(site, scale.processes())) {
            Killer killer = killer(daemons, new Random(random.nextLong()));
            try (killer;
                    UploadHook hook = site.application().hook();
                    Telling telling = new Telling(new SiteDisk(site.site().media(), hook), stories);
                    UnreliableQueue queue = UnreliableQueue.start(site, new Random(random.nextLong()))) {
                CompletableFuture<Void> told = telling.begin(Window.sum(windows));
                new Weather(site, windows, reporter)
                        .play(() -> telling + ", " + queue + ", " + killer + ", " + Quiet.migrated(site) + " migrated");
                told.join();
            }
            kills = killer.kills();
            reporter.step("all is well again, " + Quiet.queued(site) + " files are queued");
            Quiet.awaitSweeping(site, daemons, scale.patience());
            ends = Findings.wrong(problems).plus(Daemons.end(daemons));
        }
        reporter.step("quiet; comparing");
        Audit audit = Audit.afterSweep(site);
        return new WorkerScore(
                stories.size(),
                windows.size(),
                kills,
                audit.failed(),
                audit.findings(stories).plus(ends));
    }
}
