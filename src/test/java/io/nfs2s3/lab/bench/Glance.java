package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Looks again and again at what other processes do. */
final class Glance {
    /** A question to a server. */
    interface Question {
        boolean isAnswered() throws IOException, InterruptedException;
    }

    private static final long LIMIT_SECONDS = 600;

    private Glance() {}

    /**
     * Waits for something.
     *
     * @param every how long to wait between two looks, so that looking does not take the CPU that is measured
     * @param what for the error
     * @throws IllegalStateException when it has not come after ten minutes
     */
    static void until(String what, Duration every, Question question) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!question.isAnswered()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(every.toMillis());
        }
    }

    static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
