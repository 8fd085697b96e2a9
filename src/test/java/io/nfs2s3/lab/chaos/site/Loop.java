package io.nfs2s3.lab.chaos.site;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Does one thing again and again on a thread of its own, until it is closed. */
public final class Loop implements AutoCloseable {
    private final Thread thread;
    private volatile boolean closed;

    private Loop(String name, Duration pause, Runnable once) {
        this.thread = new Thread(
                () -> {
                    while (!closed) {
                        LockSupport.parkNanos(pause.toNanos());
                        once.run();
                    }
                },
                name);
    }

    /**
     * Begins.
     *
     * @param pause before each time
     * @param once an exception of it ends the loop
     */
    public static Loop start(String name, Duration pause, Runnable once) {
        Loop loop = new Loop(name, pause, once);
        loop.thread.setDaemon(true);
        loop.thread.start();
        return loop;
    }

    /** Waits for the end of the last time. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
