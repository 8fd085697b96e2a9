package io.nfs2s3.upload;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Makes calls on the thread of the caller, which saves the way to another and back. For clients that keep to their time
 * by themselves: the connection pool waits, for a limited time, for connections that others open, and each read may take
 * {@link #millisLeft()}. Thread-safe.
 */
final class CallersThread implements TimeLimit {
    private final ThreadLocal<Long> deadline = new ThreadLocal<>();

    @Override
    public <T> T call(Duration limit, Callable<T> work) throws ExecutionException {
        boolean interrupted = Thread.interrupted();
        deadline.set(System.nanoTime() + limit.toNanos());
        try {
            while (true) {
                try {
                    return work.call();
                } catch (Exception e) {
                    // What an interrupt ended is done again: the upload is to be enqueued all the same.
                    if (!Thread.interrupted()) {
                        throw new ExecutionException(e);
                    }
                    interrupted = true;
                    if (nanosLeft() <= 0) {
                        throw new ExecutionException(e);
                    }
                }
            }
        } finally {
            deadline.remove();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What is left to the call that this thread makes, in milliseconds; at least 1, for 0 would mean for ever. */
    int millisLeft() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanosLeft()));
    }

    private long nanosLeft() {
        Long end = deadline.get();
        if (end == null) {
            throw new IllegalStateException("no call is being made on this thread");
        }
        return end - System.nanoTime();
    }

    @Override
    public void close() {}
}
