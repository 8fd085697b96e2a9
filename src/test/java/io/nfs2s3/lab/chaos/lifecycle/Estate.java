package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.lab.chaos.uploads.Disk;
import io.nfs2s3.lab.chaos.uploads.Journal;
import io.nfs2s3.lab.chaos.uploads.Uploader;
import io.nfs2s3.lab.chaos.uploads.Version;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.upload.UploadHook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;

/** The site: servers behind proxies, disk, daemon, and the site's own process that uploads all the time. */
final class Estate implements AutoCloseable {
    static final String PREFIX = "m/";
    private static final Duration START = Duration.ofMinutes(2);
    private final ChaosSite site;
    private final Disk disk;
    private final Journal journal;
    private final List<String> told = new ArrayList<>();
    private final List<String> copied = new ArrayList<>();
    private final Fleet daemons;
    private final Fleet uploaders;

    /** Lays its files, and starts nothing. */
    Estate(EmbeddedStack stack, LifecycleScale scale, long seed) {
        this.site = new ChaosSite(
                stack,
                "s3 { prefix = \"" + PREFIX + "\", callTimeout = 5 s }",
                "sqs.visibilityTimeout = 5 s",
                "source.vanishedAfter = 3 s",
                "database.socketTimeout = 5 s",
                "worker { schedule = 500 ms, filesInFlight = 16 }",
                "sweep { schedule = 2 s, age = 1 m }",
                "retire { enabled = true, grace = 1 d, keepInTrash = 1 d, mostPercent = 100, mostFailedProofs = 100000 }",
                "resolve { cache = 1 s, cacheUnregistered = 1 s, staleFor = 1 s, databaseDown = \"fail\" }");
        this.disk = new Disk(site.site().media());
        this.journal = new Journal(site.spool().resolveSibling("journal"));
        site.application().doctor().create();
        Gate.install(site);
        for (int directory = 0; directory < scale.rounds(); directory++) {
            told.addAll(paths("old" + directory, 0, scale.files()));
            told.addAll(paths("gone" + directory, 0, scale.files()));
            copied.addAll(paths("copied" + directory, 0, scale.files()));
        }
        copied.addAll(IntStream.range(Uploader.FILES / 2, Uploader.FILES)
                .mapToObj(file -> Uploader.path(0, file))
                .filter(path -> path.startsWith("images/"))
                .toList());
        Stream.concat(told.stream(), copied.stream()).forEach(path -> disk.write(new Version(path, 1)));
        copied.forEach(this::copyPlainly);
        this.daemons = new Fleet(1, site::daemon, ChaosSite::isUp);
        this.uploaders = Uploader.fleet(1, site, seed, Uploader.PAUSE);
    }

    private static List<String> paths(String directory, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "images/" + directory + "/" + i + ".jpg")
                .toList();
    }

    /** As rclone or {@code aws s3 cp} would. */
    private void copyPlainly(String path) {
        site.site()
                .s3()
                .putObject(
                        request -> request.bucket(site.site().bucket()).key(PREFIX + path),
                        RequestBody.fromBytes(new Version(path, 1).bytes()));
    }

    /** A stranger's hand: objects are gone whose originals are there. */
    void removeObjects(int directory) {
        site.site()
                .query(
                        "SELECT object_key FROM nfs2s3.media WHERE location = 'S3' AND starts_with(path, ?)",
                        "images/gone" + directory + "/")
                .forEach(key -> site.site()
                        .s3()
                        .deleteObject(
                                request -> request.bucket(site.site().bucket()).key(key)));
    }

    ChaosSite site() {
        return site;
    }

    Disk disk() {
        return disk;
    }

    Journal journal() {
        return journal;
    }

    /** Files that the hook was told of before the storm. */
    List<String> told() {
        return told;
    }

    /** Files whose objects were put by a plain copy. */
    List<String> copied() {
        return copied;
    }

    void start() {
        try (UploadHook hook = site.site()
                .application("upload.budget = 40 s", "s3.prefix = \"" + PREFIX + "\"")
                .hook()) {
            told.forEach(hook::fileUploaded);
        }
        ChaosSite.await("the processes do not start", () -> {
            revive();
            return daemons.up().size() + uploaders.up().size() == 2;
        });
        ChaosSite.comesTrue(START, () -> queued("images/old") + queued("images/gone") == 0);
    }

    /** How many files below a prefix wait for their copy. */
    long queued(String prefix) {
        return site.site()
                .query("SELECT path FROM nfs2s3.media WHERE state = 'QUEUED' AND starts_with(path, ?)", prefix)
                .size();
    }

    synchronized void revive() {
        daemons.replaceEnded();
        uploaders.replaceEnded();
    }

    synchronized boolean killOne(Random random) {
        Fleet fleet = random.nextBoolean() ? daemons : uploaders;
        if (fleet.up().isEmpty()) {
            return false;
        }
        fleet.killOne(random);
        return true;
    }

    synchronized void stopUploading() {
        uploaders.end();
    }

    /** So that nothing changes any more. */
    synchronized void stop() {
        uploaders.end();
        daemons.end();
    }

    /** Whether nothing is left to do, by the tables and the queues themselves. */
    boolean isQuiet() {
        return site.isQuiet();
    }

    @Override
    public void close() {
        daemons.close();
        uploaders.close();
        site.close();
    }
}
