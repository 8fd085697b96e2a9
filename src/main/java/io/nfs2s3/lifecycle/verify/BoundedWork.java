package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.resilience.DaemonThreads;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that do what they are given. What waits is bounded: who gives more while it is full does one of them himself.
 * Thread-safe.
 */
final class BoundedWork implements AutoCloseable {
    private static final int WAITING = 1_000;
    private final ThreadPoolExecutor threads;

    BoundedWork(int threads, String name) {
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                DaemonThreads.numbered(name),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    /** @param work deals with its own errors */
    void submit(Runnable work) {
        threads.execute(work);
    }

    /** Waits for all that was given. Nothing may be given any more. */
    void finish() {
        threads.shutdown();
        try {
            while (!threads.awaitTermination(1, TimeUnit.HOURS)) {
                // each of them ends by the time limits of its calls
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
