package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.UploadHook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Phase {@code daemons}: two daemons share the queue and the database, and one of them is killed again and again. Each
 * file is flipped exactly once.
 */
final class DaemonsPhase {
    /** A hook in a hurry would register an upload a second time, when the answer to the first was late. */
    static final String[] SETTINGS = {
        "upload.budget = 40 s",
        "sqs.visibilityTimeout = 5 s",
        "worker { schedule = 500 ms, filesInFlight = 16 }",
        "sweep.enabled = false",
        ChaosSite.PATIENT_DATABASE
    };

    private static final int COUNT = 2;
    private static final int THREADS = 16;
    private static final int SPREAD = 4_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private final ChaosSite site;
    private final Reporter reporter;

    DaemonsPhase(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    WorkerScore run(WorkerScale scale, Random random) {
        List<Story> stories = IntStream.range(0, scale.daemonFiles())
                .mapToObj(i ->
                        new Story("images/" + i % 100 + "/" + i + ".jpg", Fate.KEPT, 500 + random.nextInt(SPREAD), i))
                .toList();
        upload(stories);
        reporter.step("daemons: " + stories.size() + " files uploaded");
        int kills;
        Findings ends;
        try (Fleet daemons = Daemons.start(site, COUNT)) {
            kills = killUntilDone(daemons, scale.killEvery(), random);
            Quiet.await(site, daemons, PATIENCE);
            ends = Daemons.end(daemons);
        }
        reporter.step("quiet after " + kills + " kills; comparing");
        Audit audit = Audit.afterSweep(site);
        return new WorkerScore(
                stories.size(),
                0,
                kills,
                audit.failed(),
                audit.findings(stories).plus(ends).plus(Findings.wrong(flips(stories.size()))));
    }

    private void upload(List<Story> stories) {
        try (UploadHook hook = site.application().hook()) {
            SiteDisk disk = new SiteDisk(site.site().media(), hook);
            Together.run(THREADS, thread -> () -> {
                for (int i = thread; i < stories.size(); i += THREADS) {
                    Story story = stories.get(i);
                    disk.write(story.path(), story.bytes(1), false);
                    disk.tell(story.path());
                }
                return thread;
            });
        }
    }

    private int killUntilDone(Fleet daemons, Duration every, Random random) {
        int kills = 0;
        while (Quiet.queued(site) > 0) {
            long notBefore = System.nanoTime() + every.toNanos();
            ChaosSite.await("the daemons do not get on", () -> {
                daemons.replaceEnded();
                return Quiet.queued(site) == 0
                        || (System.nanoTime() > notBefore && daemons.up().size() == COUNT);
            });
            if (Quiet.queued(site) > 0) {
                daemons.killOne(random);
                kills++;
                reporter.step("kill " + kills + ": " + Quiet.migrated(site) + " migrated");
            }
        }
        return kills;
    }

    /** The progress table counts in the transaction of the flip. */
    private List<String> flips(int files) {
        List<String> wrong = new ArrayList<>();
        long flips = site.site().count("SELECT coalesce(sum(files), 0) FROM nfs2s3.progress");
        if (flips != files) {
            wrong.add(flips + " flips of " + files + " files");
        }
        long again = site.site().count("SELECT count(*) FROM nfs2s3.media WHERE generation > 1");
        if (again > 0) {
            wrong.add(again + " files have a second generation, and nobody uploaded one");
        }
        return wrong;
    }
}
