package io.nfs2s3.lab.chaos.uploads;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fleet;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The site's own process: uploads files without end, most of them again and again, as its controller would, and writes down
 * each upload that was accepted. Made to be killed and started anew; each path has one writer at a time.
 */
public final class Uploader {
    private static final String UP = "uploading";
    public static final int THREADS = 4;
    public static final int FILES = 150;

    /** So long that what else runs on two cores comes to its turn: an outage of all of them at once shows nothing. */
    public static final Duration PAUSE = Duration.ofMillis(250);

    /** One of so many is of a kind that is not migrated. */
    private static final int HELD = 20;

    private final Disk disk;
    private final Journal journal;
    private final UploadHook hook;
    private final Duration pause;
    private final Map<String, Integer> accepted;

    private Uploader(Disk disk, Journal journal, UploadHook hook, Duration pause) {
        this.disk = disk;
        this.journal = journal;
        this.hook = hook;
        this.pause = pause;
        this.accepted = new ConcurrentHashMap<>(journal.newest());
    }

    /** Arguments: settings file, media directory, journal, seed, milliseconds between two uploads of a thread. */
    @SuppressWarnings("SystemOut") // whoever started it waits for this
    public static void main(String[] arguments) {
        long seed = Long.parseLong(arguments[3]);
        try (Application application =
                        new Application(SettingsReader.read(Optional.of(Path.of(arguments[0])), Map.of()));
                UploadHook hook = application.hook()) {
            Duration pause = Duration.ofMillis(Long.parseLong(arguments[4]));
            Uploader uploader =
                    new Uploader(new Disk(Path.of(arguments[1])), new Journal(Path.of(arguments[2])), hook, pause);
            System.out.println(UP);
            Together.run(THREADS, thread -> () -> uploader.uploadForEver(thread, new Random(seed + thread)));
        }
    }

    /**
     * Processes that upload to a site, and write down what was accepted beside its spool.
     *
     * @param pause between two uploads of one of {@link #THREADS}
     */
    public static Fleet fleet(int count, ChaosSite site, long seed, Duration pause) {
        return new Fleet(
                count,
                () -> JavaProcess.start(
                        Uploader.class.getName(),
                        site.settings().toString(),
                        site.site().media().toString(),
                        site.spool().resolveSibling("journal").toString(),
                        String.valueOf(seed),
                        String.valueOf(pause.toMillis())),
                process -> process.output().contains(UP));
    }

    public static String path(int thread, int file) {
        return (file % HELD == 0 ? "audio/" : "images/") + "up" + thread + "/" + file + ".jpg";
    }

    private int uploadForEver(int thread, Random random) {
        while (!Thread.currentThread().isInterrupted()) {
            upload(path(thread, random.nextInt(FILES)));
            LockSupport.parkNanos(pause.toNanos());
        }
        return thread;
    }

    private void upload(String path) {
        Version version = disk.next(path, accepted.getOrDefault(path, 0));
        disk.write(version);
        while (!isAccepted(path)) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        journal.accepted(version);
        accepted.put(path, version.number());
    }

    private boolean isAccepted(String path) {
        try {
            hook.fileUploaded(path);
            return true;
        } catch (UploadNotAcceptedException e) {
            return false;
        }
    }
}
