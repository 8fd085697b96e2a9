package io.nfs2s3.worker;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Names threads, and lets the process end without them. */
final class DaemonThreads implements ThreadFactory {
    private final AtomicInteger number = new AtomicInteger();
    private final String prefix;

    DaemonThreads(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, prefix + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
