package io.nfs2s3.resilience;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes calls on daemon threads of its own and gives them up at their limit. So the time is a promise, whatever a client
 * waits for: the look-up of a host name, or a refresh of credentials, knows no timeout. The call itself goes on until the
 * client's own timeouts end it, and may still take effect; it is not interrupted, for what it has brought by then (loaded
 * classes, an open connection) is of use to the next. Thread-safe.
 */
public final class TimeLimiter implements AutoCloseable {
    private final String name;
    private final ThreadPoolExecutor threads;
    private final Semaphore free;

    /**
     * @param name of what is called, for messages
     * @param threadName the threads are called so, with a number behind it
     * @param most calls at once; a thread ends after a minute without work
     */
    public TimeLimiter(String name, String threadName, int most) {
        this(name, DaemonThreads.numbered(threadName), most);
    }

    TimeLimiter(String name, ThreadFactory factory, int most) {
        this.name = name;
        this.threads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), factory);
        this.free = new Semaphore(most);
    }

    /**
     * Makes a call. An interrupt of the caller does not end the wait, which is short anyway; it is kept for the caller.
     *
     * @param limit how long to wait for it, with the wait for a thread while all are at work
     * @throws TimeoutException when it was given up
     * @throws RejectedExecutionException when no thread came free within the limit; the call was not made
     * @throws Exception what the call threw
     */
    public <T> T call(Duration limit, Callable<T> work) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        if (!uninterruptibly(deadline, nanos -> free.tryAcquire(nanos, TimeUnit.NANOSECONDS))) {
            throw new RejectedExecutionException("too many calls to " + name + " are under way");
        }
        Future<T> call = submit(work);
        try {
            return uninterruptibly(deadline, nanos -> call.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new TimeoutException(name + " did not answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error fatal) {
                throw fatal;
            }
            throw e.getCause() instanceof Exception own ? own : e;
        }
    }

    private <T> Future<T> submit(Callable<T> work) {
        try {
            return threads.submit(() -> {
                try {
                    return work.call();
                } finally {
                    free.release();
                }
            });
        } catch (RejectedExecutionException e) {
            free.release();
            throw new RejectedExecutionException("calls to " + name + " have ended");
        } catch (OutOfMemoryError e) { // the system lets this process have no more threads
            free.release();
            throw new RejectedExecutionException("no thread could be started for a call to " + name, e);
        }
    }

    /** A wait of so many nanoseconds at most. */
    private interface Wait<T> {
        T await(long nanos) throws InterruptedException, ExecutionException, TimeoutException;
    }

    private static <T> T uninterruptibly(long deadline, Wait<T> wait) throws ExecutionException, TimeoutException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await(Math.max(0, deadline - System.nanoTime()));
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

    /** Ends the threads; calls under way may fail. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
