package io.nfs2s3.resilience;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Makes the threads of this project: each has a name that a thread dump shows, and none keeps the process alive. What the log
 * says of the thread that asks for them, it says of them: to which run they belong.
 */
public final class DaemonThreads {
    /** The key of the log's context (MDC) under which the id of a run is. */
    public static final String RUN = "labels.run";

    private DaemonThreads() {}

    /** For one thread, or one at a time. */
    public static ThreadFactory named(String name) {
        String run = MDC.get(RUN);
        return task -> daemon(labelled(task, run), name);
    }

    /** For many: a number, from 1 on, is put behind the name. */
    public static ThreadFactory numbered(String name) {
        AtomicInteger number = new AtomicInteger();
        String run = MDC.get(RUN);
        return task -> daemon(labelled(task, run), name + number.incrementAndGet());
    }

    /** One thread that does things at their time. */
    public static ScheduledExecutorService clock(String name) {
        return Executors.newSingleThreadScheduledExecutor(named(name));
    }

    private static Runnable labelled(Runnable task, @Nullable String run) {
        return run == null
                ? task
                : () -> {
                    MDC.put(RUN, run);
                    task.run();
                };
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
