package io.nfs2s3.worker;

import io.nfs2s3.resilience.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that help with polling one queue: woken when there is work, each polls until it finds none, then waits to be
 * woken again.
 */
final class PollerPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PollerPool.class);
    private final BooleanSupplier poll;
    private final Object lock = new Object();
    private int working;
    private int called;
    private final int size;
    private boolean closed;

    /** @param poll polls once and says whether there was anything; its errors end a thread's turn */
    PollerPool(String name, int size, BooleanSupplier poll) {
        this.poll = poll;
        this.size = size;
        ThreadFactory threads = DaemonThreads.numbered(name);
        for (int i = 0; i < size; i++) {
            threads.newThread(this::live).start();
        }
    }

    /** Has all threads poll that do not already. */
    void wake() {
        synchronized (lock) {
            called = size - working;
            lock.notifyAll();
        }
    }

    /** Whether a thread polls, or is about to. */
    boolean isWorking() {
        synchronized (lock) {
            return working + called > 0;
        }
    }

    /** Waits until none polls any more. @return false when one still does at the end of the patience */
    boolean awaitRest(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (isWorking()) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                try {
                    lock.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    private void live() {
        while (awaitCall()) {
            try {
                boolean found = true;
                while (found) {
                    found = poll.getAsBoolean();
                }
            } catch (RuntimeException | Error e) { // or nobody would poll any more
                log.error("poller failed; it polls again when it is woken", e);
            } finally {
                synchronized (lock) {
                    working--;
                    lock.notifyAll();
                }
            }
        }
    }

    private boolean awaitCall() {
        synchronized (lock) {
            while (called == 0 && !closed) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    return false;
                }
            }
            if (closed) {
                return false;
            }
            called--;
            working++;
            return true;
        }
    }

    /** Ends the threads that wait; one that polls ends when it finds nothing any more. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            called = 0;
            lock.notifyAll();
        }
    }
}
