package io.nfs2s3.lab.chaos.site;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Kills a process now and then, and sees to it that those that have ended are started again. On a thread of its own. */
public final class Killer implements AutoCloseable {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(200);
    private final Runnable revive;
    private final BooleanSupplier kill;
    private final Supplier<Duration> pause;
    private final Thread thread = new Thread(this::run, "killer");
    private volatile boolean closed;
    private volatile int kills;

    private Killer(Runnable revive, BooleanSupplier kill, Supplier<Duration> pause) {
        this.revive = revive;
        this.kill = kill;
        this.pause = pause;
    }

    /**
     * Nobody else may use the processes until it is closed.
     *
     * @param revive starts again what has ended
     * @param kill kills one; false if there was none to spare
     * @param pause until the next one is killed
     */
    public static Killer start(Runnable revive, BooleanSupplier kill, Supplier<Duration> pause) {
        Killer killer = new Killer(revive, kill, pause);
        killer.thread.setDaemon(true);
        killer.thread.start();
        return killer;
    }

    private void run() {
        long next = System.nanoTime() + pause.get().toNanos();
        int killed = 0;
        while (!closed) {
            LockSupport.parkNanos(LOOK);
            revive.run();
            if (System.nanoTime() - next > 0 && kill.getAsBoolean()) {
                kills = ++killed;
                next = System.nanoTime() + pause.get().toNanos();
            }
        }
    }

    public int kills() {
        return kills;
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
