package io.nfs2s3.upload;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Makes calls on the thread of the caller while all is at hand that they need: an open connection, and credentials. A call
 * that has to get one first, with no timeout that its client would keep to, is made again on a thread of its own, where it
 * can be given up. Thread-safe.
 */
final class WarmCalls implements TimeLimit {
    private final CallersThread here = new CallersThread();
    private final OwnThreads elsewhere;
    /** Whether the call that this thread makes as a caller was cold; empty on a thread of our own. */
    private final ThreadLocal<Boolean> cold = new ThreadLocal<>();

    /** @param most cold calls at once; one more is rejected */
    WarmCalls(String name, int most) {
        this.elsewhere = new OwnThreads(name, most);
    }

    @Override
    public <T> T call(Duration limit, Callable<T> work) throws ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + limit.toNanos();
        cold.set(false);
        try {
            return here.call(limit, work);
        } catch (ExecutionException e) {
            if (!cold.get()) {
                throw e;
            }
        } finally {
            cold.remove();
        }
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        return elsewhere.call(left, () -> unwrapped(left, work));
    }

    private <T> T unwrapped(Duration limit, Callable<T> work) throws Exception {
        try {
            return here.call(limit, work);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Asked by the client before it waits for something without a limit. If it may not, its call is {@link #cold}. */
    boolean mayWait() {
        return cold.get() == null;
    }

    /** The call that this thread makes is to be made again where it may wait. @return what to throw now */
    <E extends Exception> E cold(E error) {
        cold.set(true);
        return error;
    }

    /** What is left to the call that this thread makes, in milliseconds; at least 1. */
    int millisLeft() {
        return here.millisLeft();
    }

    @Override
    public void close() {
        elsewhere.close();
    }
}
