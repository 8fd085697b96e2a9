package io.nfs2s3.worker;

import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Repeats a receive that is throttled or cut off. It is no outage while the queue answers other receives, nor in the first
 * seconds after it failed: two, or twenty when SQS throttles, for then it works and chance decides whose turn it is.
 *
 * <p>Thread-safe: all pollers of a queue share one.
 */
final class ReceiveRetry {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PATIENCE_THROTTLED = Duration.ofSeconds(20);
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 800;
    private final BooleanSupplier goesOn;
    private final LongSupplier nanoTime;
    private final LongConsumer pause;
    private volatile long answered;

    /** @param goesOn when false nothing is repeated */
    ReceiveRetry(BooleanSupplier goesOn) {
        this(goesOn, System::nanoTime, LockSupport::parkNanos);
    }

    /** For tests in which the time is theirs, in nanoseconds. */
    ReceiveRetry(BooleanSupplier goesOn, LongSupplier nanoTime, LongConsumer pause) {
        this.goesOn = goesOn;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.answered = nanoTime.getAsLong();
    }

    /**
     * @return what the receive answers
     * @throws QueueException when the queue has answered nobody for so long
     */
    boolean call(BooleanSupplier receive) {
        long failing = 0;
        long millis = 0;
        while (true) {
            try {
                boolean found = receive.getAsBoolean();
                answered = nanoTime.getAsLong();
                return found;
            } catch (QueueException e) {
                failing = millis == 0 ? nanoTime.getAsLong() : failing;
                millis = Math.min(Math.max(FIRST_PAUSE_MILLIS, 2 * millis), LONGEST_PAUSE_MILLIS);
                // each poller by another pause, else all of them meet again
                long nanos = TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextLong(millis / 2, millis + millis / 2));
                Duration patience = e.isThrottled() ? PATIENCE_THROTTLED : PATIENCE;
                if (silence(failing) + nanos > patience.toNanos() || !goesOn.getAsBoolean()) {
                    throw e;
                }
                pause.accept(nanos);
            }
        }
    }

    /** Nanoseconds since this receive began to fail, or since the queue answered another one. */
    private long silence(long failing) {
        long now = nanoTime.getAsLong();
        return Math.min(now - failing, now - answered);
    }
}
