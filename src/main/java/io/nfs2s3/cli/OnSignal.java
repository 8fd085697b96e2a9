package io.nfs2s3.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What goes on until a signal ends the process, and is closed in order then. */
final class OnSignal {
    private OnSignal() {}

    /**
     * Does not return: the process ends with exit code 0 once {@code close} is through.
     *
     * @param begin may tell others that all is up: whoever reads it may send the signal at once
     * @throws RuntimeException of {@code begin}; then nothing is closed
     */
    static void run(Runnable begin, Runnable close) {
        AtomicBoolean closed = new AtomicBoolean();
        Thread atExit = new Thread(
                () -> {
                    if (closed.compareAndSet(false, true)) {
                        close.run();
                        // an ordered stop is a success, not the 143 of a killed process
                        Runtime.getRuntime().halt(ExitCode.DONE);
                    }
                },
                "nfs2s3-shutdown");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            begin.run();
        } catch (RuntimeException | Error e) { // or an exit code of 0 would follow
            if (closed.compareAndSet(false, true)) { // else it was cut off by the end
                throw e;
            }
        }
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
