package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.chaos.uploads.Disk;
import io.nfs2s3.lab.chaos.uploads.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jdbi.v3.core.JdbiException;

/** Files turn into symbolic links to a file that is not below the source root, and back, again and again. They are there from the beginning. */
final class LinksSwapped implements Fault {
    /** What must be seen nowhere. */
    static final String SECRET = "this file is not below the source root";

    static final int FILES = 10;
    private static final int TELL = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private record Swapping(CompletableFuture<Void> thread, AtomicBoolean stopped) {}

    private final Map<ChaosSite, Swapping> swapping = new ConcurrentHashMap<>();

    static String path(int file) {
        return "images/swapped/" + file + ".jpg";
    }

    @Override
    public String server() {
        return "disk";
    }

    @Override
    public String name() {
        return "LINKS_SWAPPED";
    }

    @Override
    public void begin(ChaosSite site, Random random) {
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture<Void> thread = CompletableFuture.runAsync(() -> {
            for (int i = 0; !stopped.get(); i++) {
                swap(site, i % FILES);
                if (i % TELL == 0) {
                    tell(site, i / TELL % FILES);
                }
            }
            IntStream.range(0, FILES).forEach(number -> ChaosSite.comesTrue(PATIENCE, () -> tell(site, number)));
        });
        swapping.put(site, new Swapping(thread, stopped));
    }

    private static void swap(ChaosSite site, int number) {
        Disk disk = new Disk(site.site().media());
        String path = path(number);
        Path file = disk.file(path);
        Path secret = site.site().media().resolveSibling("secret");
        Path link = file.resolveSibling("." + file.getFileName() + ".link");
        try {
            Files.writeString(secret, SECRET);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, secret);
            Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
            disk.write(new Version(path, 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So that somebody reads the file. @return whether the database took it */
    private static boolean tell(ChaosSite site, int number) {
        try {
            site.site().jdbi().useTransaction(handle -> {
                handle.execute(
                        "SET LOCAL lock_timeout = '200ms'"); // a fault that ends after this one may have the table
                handle.execute("SELECT nfs2s3.enqueue_upload(?)", path(number));
            });
            return true;
        } catch (JdbiException e) {
            return false; // another fault has the database
        }
    }

    @Override
    public void end(ChaosSite site) {
        Swapping running = swapping.get(site);
        if (running != null) {
            running.stopped().set(true);
        }
    }

    /** Only here, for it may wait for a database that another fault has until it ends. */
    @Override
    public void mend(ChaosSite site) {
        Swapping running = swapping.remove(site);
        if (running != null) {
            running.thread().join();
        }
    }
}
