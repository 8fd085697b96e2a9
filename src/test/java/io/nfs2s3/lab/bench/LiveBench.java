package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.BackfillBench.Options;
import io.nfs2s3.upload.UploadHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Uploads while a backfill waits: from the return of the hook to the flip of the pointer. */
final class LiveBench {
    private static final int UPLOADS = 30;
    private static final long APART_MILLIS = 300;
    private static final Duration GLANCE = Duration.ofMillis(3);
    private static final int TENTH = 10;
    private final Servers servers;
    private final FileSet files;
    private final Target target;
    private final Options options;
    private final Summary summary;

    LiveBench(Servers servers, FileSet files, Target target, Options options, Summary summary) {
        this.servers = servers;
        this.files = files;
        this.target = target;
        this.options = options;
        this.summary = summary;
    }

    void run() throws IOException, InterruptedException {
        Samples times = new Samples();
        long before;
        long after;
        List<String> settings = BackfillSite.to(target, options.concurrency());
        try (BackfillSite site = new BackfillSite(servers, "live", files.root(), settings, options.java());
                UploadHook hook = site.application().patientHook()) {
            site.scan(files.prefix()).requireSuccess();
            Nfs2s3Process daemon = site.daemon();
            Glance.until("the backfill to be under way", GLANCE, () -> {
                daemon.requireAlive();
                return site.flipped() > files.count() / TENTH;
            });
            before = site.count("QUEUED");
            for (int i = 0; i < UPLOADS; i++) {
                times.add(upload(site, hook, "live/" + i + ".jpg"));
                TimeUnit.MILLISECONDS.sleep(APART_MILLIS);
            }
            after = site.count("QUEUED");
        }
        target.clear("live");
        print(times, before, after);
    }

    /** @return nanoseconds from the return of the hook to the flip */
    private long upload(BackfillSite site, UploadHook hook, String path) throws IOException, InterruptedException {
        Path file = files.root().resolve(path);
        Files.createDirectories(file.getParent());
        Files.copy(files.root().resolve(files.measured().get(0).value()), file);
        hook.fileUploaded(path);
        long returned = System.nanoTime();
        Glance.until("the flip of " + path, GLANCE, () -> site.isMigrated(path));
        long nanos = System.nanoTime() - returned;
        Files.delete(file);
        return nanos;
    }

    private void print(Samples times, long before, long after) {
        System.out.printf(
                Locale.ROOT,
                "%n%s: uploads while %,d files of a backfill are QUEUED at the first, %,d at the last; from the return of"
                        + " the hook to the flip%n  %s%n",
                target.name(),
                before,
                after,
                times.text());
        if (after == 0) {
            System.out.println("  VOID: the backfill came to its end before the last upload; take more files");
        }
        summary.add("live_waiting", before + "-" + after);
        summary.add("live", times);
    }
}
