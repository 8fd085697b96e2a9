package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.lab.chaos.uploads.Disk;
import io.nfs2s3.lab.chaos.uploads.Journal;
import io.nfs2s3.lab.chaos.uploads.Uploader;
import io.nfs2s3.lab.chaos.uploads.Version;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.testing.JavaProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One of the two sites: its servers behind proxies, its disk, and its processes: daemons, a site that uploads, an origin,
 * and a scan now and then. Its processes may be used by several threads.
 */
final class House implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    /** An operator goes on until it is done. */
    private static final Duration RECOVERY = Duration.ofMinutes(15);

    private final ChaosSite site;
    private final String prefix;
    private final Disk disk;
    private final Journal journal;
    private final List<String> old;
    private final Fleet daemons;

    /** A daemon that nobody kills: it grows as old as the suite. */
    private final Fleet resident;

    private final Fleet uploaders;
    private final Fleet origins;
    private final Scan scan;

    /**
     * Lays its files, and starts nothing.
     *
     * @param bucket that both sites share; empty for one of the site's own
     * @param prefix its own part of the bucket
     * @param scale how many files lie on NFS that no hook was told of, and how often others are uploaded
     */
    House(EmbeddedStack stack, String bucket, String prefix, EverythingScale scale, long seed) {
        this.prefix = prefix;
        this.site = new ChaosSite(stack, settings(bucket, prefix));
        this.disk = new Disk(site.site().media());
        this.journal = new Journal(site.spool().resolveSibling("journal"));
        this.old = Stream.concat(
                        IntStream.range(0, scale.oldFiles()).mapToObj(i -> "images/old" + i % 10 + "/" + i + ".jpg"),
                        IntStream.range(0, LinksSwapped.FILES).mapToObj(LinksSwapped::path))
                .toList();
        old.forEach(path -> disk.write(new Version(path, 1)));
        site.application().doctor().create();
        this.daemons = new Fleet(0, site::daemon, ChaosSite::isUp);
        this.resident = new Fleet(0, site::daemon, ChaosSite::isUp);
        this.uploaders = Uploader.fleet(0, site, seed, scale.uploadPause());
        this.origins = new Fleet(
                0,
                () -> JavaProcess.nfs2s3(
                        "origin", "--port", "0", "--config", site.settings().toString()),
                process -> process.output().contains("origin: http"));
        this.scan = new Scan(site);
    }

    private static String[] settings(String bucket, String prefix) {
        return new String[] {
            bucket.isEmpty() ? "" : "s3.bucket = \"" + bucket + "\"",
            "s3 { prefix = \"" + prefix + "\", callTimeout = 5 s }",
            "sqs.visibilityTimeout = 5 s",
            "source.vanishedAfter = 3 s",
            "database.socketTimeout = 5 s",
            "worker { schedule = 500 ms, filesInFlight = 16 }",
            "sweep { schedule = 2 s, age = 1 m }",
            "resolve { cache = 1 s, cacheUnregistered = 1 s }"
        };
    }

    ChaosSite site() {
        return site;
    }

    String prefix() {
        return prefix;
    }

    Disk disk() {
        return disk;
    }

    Journal journal() {
        return journal;
    }

    /** Files that no hook was told of. */
    List<String> old() {
        return old;
    }

    synchronized void start() {
        daemons.add();
        resident.add();
        uploaders.add();
        origins.add();
        scan.start();
        // Another thread looks: none of the methods with a lock may be called there.
        boolean up = ChaosSite.comesTrue(START, () -> {
            fleets().forEach(Fleet::replaceEnded);
            return fleets().allMatch(fleet -> fleet.up().size() == fleet.size());
        });
        if (!up) {
            String said = fleets().map(Fleet::output).collect(Collectors.joining("\n"));
            throw new IllegalStateException(prefix + ": the processes do not start:\n" + said);
        }
    }

    private Stream<Fleet> fleets() {
        return Stream.of(daemons, resident, uploaders, origins);
    }

    /** Kills one of its processes with SIGKILL, and starts another in its place; others that have ended are started too. */
    synchronized void killOne(Random random) {
        List<Fleet> alive = Stream.of(daemons, uploaders, origins)
                .filter(fleet -> !fleet.up().isEmpty())
                .toList();
        int choice = random.nextInt(alive.size() + 1);
        if (choice == alive.size()) {
            scan.kill();
        } else {
            alive.get(choice).killOne(random);
        }
        revive();
    }

    /** Starts what has ended by itself, as an init system does: a daemon that meets an outage at its start ends. */
    synchronized void revive() {
        fleets().forEach(Fleet::replaceEnded);
        scan.goOn();
    }

    synchronized List<JavaProcess> processes() {
        List<JavaProcess> all = new ArrayList<>(daemons.up());
        all.addAll(resident.up());
        all.addAll(origins.up());
        return all;
    }

    synchronized List<JavaProcess> resident() {
        return resident.up();
    }

    synchronized List<JavaProcess> origins() {
        return origins.up();
    }

    synchronized void stopUploading() {
        uploaders.end();
    }

    synchronized void uploadAgain() {
        uploaders.add();
    }

    /** Whether nothing is left to do, by the tables and the queues themselves. */
    boolean isQuiet() {
        return scan.isThrough() && site.isQuiet();
    }

    /**
     * Does what the documents say of a database that was restored, the daemons running.
     *
     * @param since of when the oldest upload is that the database may not know
     */
    void recover(Instant since) {
        String settings = site.settings().toString();
        done(1, () -> Stream.of("recover", "--yes", "--config", settings)); // 1: some are left to people
        done(
                0,
                () -> Stream.concat(
                        Stream.of("enqueue", "--config", settings, "--"), disk.modifiedSince(since).stream()));
    }

    /** Has a command be run until it ends well. */
    private void done(int mostExitCode, Supplier<Stream<String>> command) {
        List<String> said = new ArrayList<>();
        boolean done = ChaosSite.comesTrue(RECOVERY, () -> {
            try (JavaProcess process = JavaProcess.nfs2s3(command.get().toArray(String[]::new))) {
                int exitCode = process.exitCode();
                said.add(process.output());
                return exitCode <= mostExitCode;
            }
        });
        if (!done) {
            throw new IllegalStateException(prefix + ": the operator does not get it to recover: " + said);
        }
    }

    /** Has the last scan be one that sees all files, and waits for its end elsewhere. */
    synchronized void scanOnceMore() {
        scan.onceMore();
    }

    @Override
    public void close() {
        fleets().forEach(Fleet::close);
        scan.close();
        site.close();
    }
}
