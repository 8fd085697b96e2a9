package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.BackfillBench.Options;
import io.nfs2s3.runs.RunControls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How soon two daemons and a scan obey: from the return of the statement that says something, as {@code backfill pause},
 * {@code resume} and {@code set} make it, to the last or first flip of each daemon, and to the new rate of the scan.
 */
final class PauseBench {
    private static final int ROUNDS = 5;
    private static final int HOSTS = 2;
    private static final Duration GLANCE = Duration.ofMillis(10);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final int SLOW = 2_000;
    private static final int FAST = 6_000;
    private static final double NEAR = 0.2;
    private final Servers servers;
    private final FileSet files;
    private final Target target;
    private final Options options;
    private final Summary summary;
    private final Samples pauses = new Samples();
    private final Samples resumes = new Samples();
    private final Samples rates = new Samples();

    PauseBench(Servers servers, FileSet files, Target target, Options options, Summary summary) {
        this.servers = servers;
        this.files = files;
        this.target = target;
        this.options = options;
        this.summary = summary;
    }

    void run() throws IOException, InterruptedException {
        List<String> settings = BackfillSite.to(target, options.concurrency());
        try (BackfillSite site = new BackfillSite(servers, "pause", files.root(), settings, options.java())) {
            RunControls controls = site.application().backfills().controls();
            controls.rate(SLOW);
            Nfs2s3Process scan = site.scan(files.prefix());
            Glance.until("names", GLANCE, () -> site.registered() > SLOW);
            for (int round = 0; round < 2; round++) {
                rates.add(rate(site, controls, FAST));
                rates.add(rate(site, controls, SLOW));
            }
            controls.rate(0);
            scan.requireSuccess();
            for (int i = 0; i < HOSTS; i++) {
                site.daemon();
            }
            Glance.until(
                    "both daemons at work", GLANCE, () -> site.flippedByWorker().size() == HOSTS);
            for (int round = 0; round < ROUNDS; round++) {
                obey(site, controls);
            }
            long left = site.count("QUEUED");
            print(left);
        }
        target.clear("pause");
    }

    /** A backfill that is at its end says nothing about obedience any more. */
    private boolean isAtEnd(BackfillSite site) {
        return site.flipped() >= files.count();
    }

    /** Pauses both, and has them go on. */
    private void obey(BackfillSite site, RunControls controls) throws IOException, InterruptedException {
        controls.pause("bench", null);
        long said = System.nanoTime();
        Hosts hosts = new Hosts(site);
        Glance.until("both to rest", GLANCE, () -> hosts.look() && hosts.restFor(said, QUIET));
        hosts.grewAt().forEach(at -> pauses.add(Math.max(0, at - said)));
        Hosts rested = new Hosts(site);
        rested.look();
        controls.resume();
        long saidAgain = System.nanoTime();
        Glance.until("both to go on", GLANCE, () -> isAtEnd(site) || (rested.look() && rested.haveGrown()));
        rested.firstGrewAt().forEach(at -> resumes.add(at - saidAgain));
    }

    private static long rate(BackfillSite site, RunControls controls, int perSecond)
            throws IOException, InterruptedException {
        controls.rate(perSecond);
        long said = System.nanoTime();
        Growth growth = new Growth();
        Glance.until("the rate of " + perSecond, GLANCE, () -> {
            growth.look(System.nanoTime(), site.registered());
            return Math.abs(growth.perSecond() - perSecond) < NEAR * perSecond;
        });
        // The rate is that of a window which begins with the change at the earliest.
        return Math.max(0, System.nanoTime() - said - Growth.WINDOW_NANOS);
    }

    private void print(long left) {
        System.out.printf(
                Locale.ROOT,
                "%n%s: %d daemons and a scan, %,d files QUEUED at the end; from the statement to what it says%n",
                target.name(),
                HOSTS,
                left);
        print("pause", "to the last flip of each daemon", pauses);
        print("resume", "to the first flip of each daemon", resumes);
        print("rate", "to the beginning of the second in which the scan kept it, ± 20 %", rates);
        if (left == 0) {
            System.out.println("  VOID: the backfill came to its end before the last pause; take more files");
        }
    }

    private void print(String what, String until, Samples times) {
        if (times.isEmpty()) {
            return;
        }
        System.out.printf("  %-8s %s   %s%n", what, times.text(), until);
        summary.add(what, times);
    }
}
