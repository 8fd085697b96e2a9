package io.nfs2s3.lab.chaos.backfill;

import io.nfs2s3.app.BackfillParts;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.DatabaseFault;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.SqsFault;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.testing.JavaProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A scan that is killed with SIGKILL and resumed, again and again, while SQS refuses and connections to the database are
 * cut; at the end it must be as if nothing had happened.
 */
final class ScanStorm {
    private static final List<Fault> FAULTS = List.of(
            SqsFault.REFUSED,
            SqsFault.ERROR_500,
            SqsFault.PARTIAL_BATCHES,
            SqsFault.LOST_ANSWERS,
            SqsFault.CUT_REQUESTS,
            DatabaseFault.TERMINATED,
            DatabaseFault.REFUSED);
    /** One of so many files was told of by the upload hook before. */
    private static final int KNOWN = 10;

    /** One of so many is of a kind that is not migrated. */
    private static final int AUDIO = 7;

    private final ChaosSite site;
    private final BackfillScale scale;
    private final Random random;
    private final Reporter reporter;
    private int kills;
    private int faults;

    ScanStorm(ChaosSite site, BackfillScale scale, Random random, Reporter reporter) {
        this.site = site;
        this.scale = scale;
        this.random = random;
        this.reporter = reporter;
    }

    static String settings(BackfillScale scale) {
        return "backfill.scanRate = " + scale.scanRate();
    }

    BackfillScore run() {
        List<String> paths = lay();
        BackfillParts own = site.site().application().backfills(); // past the proxies, and their short time-out
        RunCounts expected =
                own.backfill().preview(Source.SCAN, own.names(Source.SCAN, ""), new RunProgress(), () -> true);
        boolean over = false;
        for (int i = 0; i < scale.kills() && !over; i++) {
            over = interrupted(i == 0 ? "scan" : "resume");
            reporter.step((over ? "through: " : "killed: ") + run(1).counts());
        }
        if (!over) {
            try (JavaProcess last = begun("resume")) {
                last.exitCode();
                reporter.step("resumed for the last time: " + last.output().strip());
            }
        }
        return new BackfillScore(
                paths.size(), kills, faults, new BackfillAudit(site.site()).look(paths, expected, run(1)));
    }

    private Run run(long id) {
        return site.site().application().backfills().runs().find(id).orElseThrow();
    }

    private List<String> lay() {
        List<String> paths = new ArrayList<>(IntStream.range(0, scale.files())
                .mapToObj(i -> i % AUDIO == 0 ? "audio/" + i + ".mp3" : "images/" + i % 3 + "/" + i + ".jpg")
                .toList());
        paths.forEach(path -> site.site().write(path, "x"));
        try (var hook = site.site().application().hook()) {
            IntStream.range(0, Math.min(500, paths.size()))
                    .filter(i -> i % KNOWN == 0)
                    .forEach(i -> hook.fileUploaded(MediaPath.of(paths.get(i)).value()));
        }
        return paths;
    }

    private JavaProcess start(String command) {
        return JavaProcess.nfs2s3(
                "backfill", command, "--config", site.settings().toString());
    }

    /** One that has begun or ended. One that got no connection in time has done nothing, and is started again. */
    private JavaProcess begun(String command) {
        AtomicLong before = new AtomicLong();
        ChaosSite.await(
                "the database does not answer",
                () -> { // an end of all connections may have met this one
                    before.set(batch());
                    return true;
                });
        List<JavaProcess> started = new ArrayList<>(List.of(start(command)));
        ChaosSite.await("the scan does not begin", () -> {
            JavaProcess newest = started.get(started.size() - 1);
            if (batch() > before.get()) {
                return true;
            }
            if (newest.isRunning()) {
                return false;
            }
            if (newest.exitCode() != ChaosSite.DEPENDENCY_DOWN) {
                return true;
            }
            reporter.step("started again: " + newest.output().strip());
            newest.close();
            started.add(start(command));
            return false;
        });
        return started.get(started.size() - 1);
    }

    private long batch() {
        return site.site().count("SELECT coalesce(max(batch), 0) FROM nfs2s3.run");
    }

    /** @return whether the scan came to its end before it was killed */
    private boolean interrupted(String command) {
        try (JavaProcess scan = begun(command)) {
            pass(random.nextInt(scale.passMillis() / 2));
            Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
            fault.begin(site, random);
            faults++;
            pass(random.nextInt(scale.passMillis() / 2));
            boolean over = !scan.isRunning();
            if (random.nextBoolean()) { // otherwise it is killed in the middle of the fault
                heal(fault);
            }
            scan.kill();
            kills += over ? 0 : 1;
            heal(fault);
            return over;
        }
    }

    private void heal(Fault fault) {
        fault.end(site);
        site.heal();
    }

    /** A fault has to last; there is nothing to wait for. */
    private static void pass(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
