package io.nfs2s3.lab.chaos.everything;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Kills one process of one house after the other, and sees to it that those that have ended are started again. */
final class Killer implements AutoCloseable {
    private static final long LOOK = 200_000_000;
    private final List<House> houses;
    private final Duration every;
    private final Random random;
    private final Thread thread = new Thread(this::kill, "killer");
    private volatile boolean closed;
    private volatile int kills;

    private Killer(List<House> houses, Duration every, Random random) {
        this.houses = houses;
        this.every = every;
        this.random = random;
    }

    static Killer start(List<House> houses, Duration every, Random random) {
        Killer killer = new Killer(houses, every, random);
        killer.thread.setDaemon(true);
        killer.thread.start();
        return killer;
    }

    private void kill() {
        long next = System.nanoTime() + every.toNanos();
        int killed = 0;
        while (!closed) {
            LockSupport.parkNanos(LOOK);
            houses.forEach(House::revive);
            if (System.nanoTime() - next > 0) {
                houses.get(random.nextInt(houses.size())).killOne(random);
                kills = ++killed;
                next = System.nanoTime() + every.toNanos() / 2 + random.nextLong(every.toNanos());
            }
        }
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
