package io.nfs2s3.lab.chaos.site;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Kills a process now and then, and sees to it that those that have ended are started again. On a thread of its own. */
public final class Killer implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);
    private final Runnable revive;
    private final BooleanSupplier kill;
    private final Supplier<Duration> pause;
    private final Loop loop;
    private long next;
    private final AtomicInteger kills = new AtomicInteger();

    private Killer(Runnable revive, BooleanSupplier kill, Supplier<Duration> pause) {
        this.revive = revive;
        this.kill = kill;
        this.pause = pause;
        this.next = System.nanoTime() + pause.get().toNanos();
        this.loop = Loop.start("killer", LOOK, this::look);
    }

    /**
     * Nobody else may use the processes until it is closed.
     *
     * @param revive starts again what has ended
     * @param kill kills one; false if there was none to spare
     * @param pause until the next one is killed
     */
    public static Killer start(Runnable revive, BooleanSupplier kill, Supplier<Duration> pause) {
        return new Killer(revive, kill, pause);
    }

    private void look() {
        revive.run();
        if (System.nanoTime() - next > 0 && kill.getAsBoolean()) {
            kills.incrementAndGet();
            next = System.nanoTime() + pause.get().toNanos();
        }
    }

    public int kills() {
        return kills.get();
    }

    @Override
    public void close() {
        loop.close();
    }

    @Override
    public String toString() {
        return kills + " kills";
    }
}
