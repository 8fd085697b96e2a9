package io.nfs2s3.resolve;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

/** The one thread of a resolver, for what no page waits for. */
final class BackgroundThread {
    private BackgroundThread() {}

    /** A daemon thread that begins with the first task, and ends after a minute without any. */
    static ScheduledThreadPoolExecutor open() {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread made = new Thread(task, "nfs2s3-resolve");
                    made.setDaemon(true);
                    return made;
                },
                // A page that is made while the site stops may still ask for something to be refreshed.
                new DiscardPolicy());
        thread.setKeepAliveTime(1, TimeUnit.MINUTES);
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }
}
