package io.nfs2s3.worker;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a stop cut a long poll short, and nothing else. A receive that does not wait is left to end by itself: cut short,
 * it would lose the messages that SQS has just handed out, until their visibility timeout. One thread polls long.
 */
final class ReceiveGate {
    private final Object lock = new Object();
    private @Nullable Thread receiving;
    private volatile boolean stopped;

    boolean isStopped() {
        return stopped;
    }

    /**
     * Nothing is received any more once it is stopped.
     *
     * @param mayCutShort whether it is a long poll
     */
    <T> List<T> receive(boolean mayCutShort, Supplier<List<T>> receive) {
        synchronized (lock) {
            if (stopped) {
                return List.of();
            }
            if (mayCutShort) {
                receiving = Thread.currentThread();
            }
        }
        try {
            return receive.get();
        } finally {
            if (mayCutShort) {
                synchronized (lock) {
                    receiving = null;
                    if (stopped) {
                        Thread.interrupted(); // the interruption was ours
                    }
                }
            }
        }
    }

    void stop() {
        synchronized (lock) {
            stopped = true;
            if (receiving != null) {
                receiving.interrupt();
            }
        }
    }
}
