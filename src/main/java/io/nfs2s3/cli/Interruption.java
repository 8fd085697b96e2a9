package io.nfs2s3.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets SIGINT and SIGTERM stop work at a good place: the process ends when the work is closed, or after half a minute.
 * Thread-safe.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "nfs2s3-shutdown");
    private volatile boolean asked;

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        asked = true;
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return; // what is cut off here is repeated later, as after a kill
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the work is to end as soon as it can. */
    boolean asked() {
        return asked;
    }

    /** The work is done. */
    @Override
    public void close() {
        finished.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process began to end at this very moment, and the hook is through
            }
        }
    }
}
