package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.Fleet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Kills a daemon every few seconds, if there is another, and sees to it that those that end are started again. */
final class Killer implements AutoCloseable {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);
    private final Fleet daemons;
    private final Random random;
    private final Thread thread = new Thread(this::kill, "killer");
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile int kills;

    private Killer(Fleet daemons, Random random) {
        this.daemons = daemons;
        this.random = random;
    }

    /** Nobody else may use the daemons until it is closed. */
    static Killer start(Fleet daemons, Random random) {
        Killer killer = new Killer(daemons, new Random(random.nextLong()));
        killer.thread.start();
        return killer;
    }

    private void kill() {
        long next = System.nanoTime() + pause();
        int killed = 0;
        while (!closed) {
            LockSupport.parkNanos(LOOK);
            daemons.replaceEnded().stream()
                    .filter(ended -> !Daemons.isRightEnd(ended))
                    .forEach(ended -> problems.add("a daemon ended by itself: " + ended.output()));
            if (System.nanoTime() > next && daemons.up().size() > 1) {
                daemons.killOne(random);
                kills = ++killed;
                next = System.nanoTime() + pause();
            }
        }
    }

    private long pause() {
        return TimeUnit.MILLISECONDS.toNanos(1_000 + random.nextInt(3_000));
    }

    int kills() {
        return kills;
    }

    List<String> problems() {
        return problems;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return kills + " kills";
    }
}
