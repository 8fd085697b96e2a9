package io.nfs2s3.resilience;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of this project: each has a name that a thread dump shows, and none keeps the process alive. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** For one thread, or one at a time. */
    public static ThreadFactory named(String name) {
        return task -> daemon(task, name);
    }

    /** For many: a number, from 1 on, is put behind the name. */
    public static ThreadFactory numbered(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> daemon(task, name + number.incrementAndGet());
    }

    /** One thread that does things at their time. */
    public static ScheduledExecutorService clock(String name) {
        return Executors.newSingleThreadScheduledExecutor(named(name));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
