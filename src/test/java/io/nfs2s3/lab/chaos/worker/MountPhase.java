package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.upload.UploadHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Phase {@code mount}: the source root hangs, comes back, goes away, and is mounted again. No file is failed for that,
 * and a daemon can be asked and ended all the while.
 */
final class MountPhase {
    /** So that the worker is in the middle of its files when the mount goes. */
    private static final Duration ANSWER_DELAY = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int AT_A_TIME = 4;
    private final ChaosSite site;
    private final Reporter reporter;

    MountPhase(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    /** Less the source root, which only the site knows. */
    static String[] settings(WorkerScale scale) {
        return new String[] {
            "source { root = ${source.root}\"/../mnt\", readTimeout = "
                    + scale.readTimeout().toMillis() + " ms, readers = 8, hungReadersLimit = 4 }",
            "sqs.visibilityTimeout = 5 s",
            "worker { schedule = 500 ms, filesInFlight = " + AT_A_TIME + ", shutdownTimeout = 5 s }",
            "sweep.enabled = false"
        };
    }

    WorkerScore run(WorkerScale scale) {
        List<Story> stories = IntStream.range(0, scale.mountFiles())
                .mapToObj(i -> new Story("images/" + i + ".jpg", Fate.KEPT, 1_000 + i, i))
                .toList();
        Path media = site.site().media();
        Findings ends;
        int half = stories.size() / 2;
        try (Bindfs mount = Bindfs.mount(media, directory(media.resolveSibling("mnt")));
                UploadHook hook = site.application().hook()) {
            SiteDisk disk = new SiteDisk(media, hook);
            upload(disk, stories.subList(0, half));
            site.s3Server().befall(request -> new S3Mishap.Late(ANSWER_DELAY));
            try (Fleet daemons = Daemons.start(site, 1)) {
                awaitMigrated(half / 4);
                mount.hang();
                upload(disk, stories.subList(half, stories.size())); // past the mount that the daemon sees
                Findings hanging = hanging(mount, daemons, scale);
                awaitMigrated(half);
                Findings away = unmounted(mount, daemons, scale);
                finish(daemons);
                ends = Daemons.end(daemons).plus(hanging).plus(away);
            }
        }
        Audit audit = Audit.afterSweep(site);
        return new WorkerScore(
                stories.size(), 2, 0, audit.failed(), audit.findings(stories).plus(ends));
    }

    private void awaitMigrated(long files) {
        ChaosSite.await("the daemon does not migrate", () -> Quiet.migrated(site) >= files);
    }

    private static void upload(SiteDisk disk, List<Story> stories) {
        stories.forEach(story -> {
            disk.write(story.path(), story.bytes(1), false);
            disk.tell(story.path());
        });
    }

    private static Path directory(Path directory) {
        try {
            return Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Findings hanging(Bindfs mount, Fleet daemons, WorkerScale scale) {
        JavaProcess daemon = daemons.up().get(0);
        reporter.step("mount: hangs, " + Quiet.queued(site) + " files are queued");
        try {
            Findings answers = new StatusWatch(site, daemon).watch(scale.hang());
            daemon.terminate();
            boolean stopped = ChaosSite.comesTrue(
                    PATIENCE, () -> daemon.output().contains("daemon stopped") || !daemon.isRunning());
            reporter.step("mount: a daemon that is told to stop " + (stopped ? "has stopped" : "does not stop"));
            return stopped
                    ? answers
                    : answers.plus(
                            Findings.wrong(List.of("no end upon SIGTERM while the mount hung: " + daemon.output())));
        } finally {
            mount.goOn();
            daemon.exitCode(); // a call that has reached bindfs holds its process until it is answered
            daemons.replaceEnded();
            ChaosSite.await("no daemon starts", () -> {
                daemons.replaceEnded();
                return !daemons.up().isEmpty();
            });
        }
    }

    private Findings unmounted(Bindfs mount, Fleet daemons, WorkerScale scale) {
        mount.unmount();
        reporter.step("mount: away, " + Quiet.queued(site) + " files are queued");
        Findings answers = new StatusWatch(site, daemons.up().get(0)).watch(scale.hang());
        mount.mountAgain();
        reporter.step("mount: there again, " + Quiet.queued(site) + " files are queued");
        return answers;
    }

    private void finish(Fleet daemons) {
        ChaosSite.comesTrueInTheEnd(PATIENCE, () -> {
            daemons.replaceEnded();
            return Quiet.isQuiet(site);
        });
    }
}
