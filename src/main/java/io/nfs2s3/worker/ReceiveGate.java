package io.nfs2s3.worker;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a stop cut a long poll short, and nothing else: the thread is interrupted only while it receives. */
final class ReceiveGate {
    private final Object lock = new Object();
    private @Nullable Thread receiving;
    private volatile boolean stopped;

    boolean isStopped() {
        return stopped;
    }

    /** Nothing is received any more once it is stopped. */
    <T> List<T> receive(Supplier<List<T>> receive) {
        synchronized (lock) {
            if (stopped) {
                return List.of();
            }
            receiving = Thread.currentThread();
        }
        try {
            return receive.get();
        } finally {
            synchronized (lock) {
                receiving = null;
                if (stopped) {
                    Thread.interrupted(); // the interruption was ours
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
