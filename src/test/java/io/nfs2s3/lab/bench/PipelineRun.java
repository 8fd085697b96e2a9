package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.BackfillBench.Options;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * {@code backfill scan} in one process and one daemon in another, as an operator runs them. The time begins when the
 * process of the scan is started, and ends with the last flip.
 */
final class PipelineRun implements Contender {
    private static final Duration GLANCE = Duration.ofMillis(20);
    private final String name;
    private final boolean warm;
    private final Servers servers;
    private final Options options;

    /** @param warm whether the daemon runs already, and has migrated other files; else it is started with the scan */
    PipelineRun(String name, boolean warm, Servers servers, Options options) {
        this.name = name;
        this.warm = warm;
        this.servers = servers;
        this.options = options;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Result run(Target target, FileSet files, String run) throws InterruptedException, IOException {
        List<String> settings = BackfillSite.to(target, options.concurrency());
        try (BackfillSite site = new BackfillSite(servers, run, files.root(), settings, options.java())) {
            Result result = warm ? warm(site, files) : migrate(site, files, site.daemon(), System.nanoTime());
            return result instanceof Result.Valid valid ? check(site, target, files, run, valid) : result;
        } catch (IllegalStateException e) {
            return new Result.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static Result warm(BackfillSite site, FileSet files) throws IOException, InterruptedException {
        Nfs2s3Process daemon = site.daemon();
        site.scan(files.warmUpPrefix()).requireSuccess();
        Glance.until("the warm-up", GLANCE, () -> isMigrated(site, daemon, files.warmUp()));
        daemon.glance();
        return migrate(site, files, daemon, System.nanoTime());
    }

    private static Result migrate(BackfillSite site, FileSet files, Nfs2s3Process daemon, long start)
            throws IOException, InterruptedException {
        long before = site.flipped();
        double cpuBefore = daemon.cpuSeconds();
        Nfs2s3Process scan = site.scan(files.prefix());
        Glance.until("the first flip", GLANCE, () -> isMigrated(site, daemon, before + 1));
        double first = Glance.secondsSince(start);
        Glance.until("the last flip", GLANCE, () -> {
            scan.glance();
            return isMigrated(site, daemon, before + files.count());
        });
        double seconds = Glance.secondsSince(start);
        daemon.glance();
        scan.requireSuccess();
        return new Result.Valid(
                new Figures(
                        files.count(),
                        files.bytesOf(files.count()),
                        seconds,
                        daemon.cpuSeconds() - cpuBefore + scan.cpuSeconds(),
                        daemon.peakBytes() + scan.peakBytes(),
                        first),
                "");
    }

    private static boolean isMigrated(BackfillSite site, Nfs2s3Process daemon, long files) throws IOException {
        daemon.requireAlive();
        return site.flipped() >= files;
    }

    private Result check(BackfillSite site, Target target, FileSet files, String run, Result valid)
            throws IOException, InterruptedException {
        long all = (long) files.count() + (warm ? files.warmUp() : 0);
        Glance.until("the queues to be empty", GLANCE, () -> !site.hasMessages());
        Target.Contents found = target.contents(run + "/");
        ProgressReport progress = site.application().progress().report();
        if (!found.equals(new Target.Contents(all, files.bytesOf(all)))
                || progress.count(MediaState.MIGRATED) != all
                || progress.media().total() != all) {
            return new Result.Failed("not all is migrated: " + found + ", " + progress);
        }
        return valid;
    }
}
