package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.upload.UploadHook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Phase {@code outage}: S3 is down while many messages wait. No message is spent on that: each is received once for the
 * attempt that finds S3 down, at the most, and once more when it is back.
 */
final class OutagePhase {
    static final String[] SETTINGS = {"s3.callTimeout = 5 s", "sweep.enabled = false", ChaosSite.PATIENT_DATABASE};
    private static final int RECEIVES = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private final ChaosSite site;
    private final Reporter reporter;

    OutagePhase(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    WorkerScore run(WorkerScale scale) {
        Random random = new Random(scale.outageFiles());
        List<Story> stories = IntStream.range(0, scale.outageFiles())
                .mapToObj(i -> new Story("images/" + i + ".jpg", Fate.KEPT, 1_000 + random.nextInt(30_000), i))
                .toList();
        Findings ends;
        try (Fleet daemons = Daemons.start(site, 1);
                UploadHook hook = site.application().hook()) {
            SiteDisk disk = new SiteDisk(site.site().media(), hook);
            upload(disk, stories.get(0));
            ChaosSite.await("the daemon does not migrate", () -> Quiet.migrated(site) == 1);
            site.s3().refuse();
            stories.stream().skip(1).forEach(story -> upload(disk, story));
            reporter.step("outage: " + stories.size() + " files uploaded, S3 refuses connections");
            pass(scale.outage());
            site.s3().blackHole();
            reporter.step("S3 is a black hole, " + Quiet.migrated(site) + " migrated");
            pass(scale.outage());
            site.heal();
            reporter.step("S3 is back, " + Quiet.queued(site) + " files are queued");
            Quiet.await(site, daemons, PATIENCE);
            ends = Daemons.end(daemons);
        }
        Audit audit = Audit.afterSweep(site);
        return new WorkerScore(
                stories.size(),
                2,
                0,
                audit.failed(),
                audit.findings(stories).plus(ends).plus(Findings.wrong(spent())));
    }

    private static void upload(SiteDisk disk, Story story) {
        disk.write(story.path(), story.bytes(1), false);
        disk.tell(story.path());
    }

    /** An outage has to last; there is nothing to wait for. */
    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
    }

    private List<String> spent() {
        Map<String, Integer> receives = site.sqsServer().log().receives();
        reporter.step("receives by message: " + histogram(receives));
        List<String> wrong = new ArrayList<>();
        receives.forEach((message, count) -> {
            if (count > RECEIVES) {
                wrong.add("message " + message + " was received " + count + " times");
            }
        });
        if (receives.isEmpty()) {
            wrong.add("the proxy saw no message");
        }
        return wrong;
    }

    private static Map<Integer, Long> histogram(Map<String, Integer> receives) {
        return receives.values().stream()
                .collect(Collectors.groupingBy(count -> count, TreeMap::new, Collectors.counting()));
    }
}
