package io.nfs2s3.notify;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Has a process that a signal ends wait until its notifications are closed: what the signal stops is told of last of all, when
 * nothing else holds the process any more. Thread-safe.
 */
final class LastWords {
    /** How long a command lets its work come to a good place. */
    private static final Duration WORK = Duration.ofSeconds(30);

    private final Duration patience;
    private final CountDownLatch said = new CountDownLatch(1);
    private final AtomicBoolean expected = new AtomicBoolean();
    private volatile @Nullable Thread hook;

    /** @param timeout for how long the last notification may be under way */
    LastWords(Duration timeout) {
        this.patience = WORK.plus(timeout);
    }

    /** From now on. A process that never had anything to tell is not held up. */
    void expect() {
        if (expected.compareAndSet(false, true)) {
            Thread waiting = new Thread(this::await, "nfs2s3-notify-end");
            try {
                Runtime.getRuntime().addShutdownHook(waiting);
                hook = waiting;
            } catch (IllegalStateException e) {
                // the process ends already
            }
        }
    }

    private void await() {
        try {
            if (!said.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return; // something hangs, and the process ends all the same
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** There are no more. */
    void said() {
        said.countDown();
        Thread waiting = hook;
        if (waiting != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(waiting);
            } catch (IllegalStateException e) {
                // the process ends
            }
        }
    }
}
