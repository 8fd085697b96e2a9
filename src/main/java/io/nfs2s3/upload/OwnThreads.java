package io.nfs2s3.upload;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes calls on threads of its own, and gives them up at their limit. That is what makes the time a promise where the
 * client cannot: the look-up of a host name, or a refresh of credentials, knows no timeout. The thread that was used last
 * is used next. Thread-safe.
 */
final class OwnThreads implements TimeLimit {
    private final ThreadPoolExecutor threads;

    /** @param most calls at once; one more is rejected */
    OwnThreads(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(0, most, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "nfs2s3-upload " + name + " " + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public <T> T call(Duration limit, Callable<T> work) throws ExecutionException, TimeoutException {
        Future<T> call = threads.submit(work);
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
