package io.nfs2s3.notify;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.resilience.DaemonThreads;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** One channel with its thread, and what waits for it: nobody who has something to tell ever waits. Thread-safe. */
final class Outlet {
    /** More than any host has to tell while one notification is under way. */
    static final int MOST_WAITING = 100;

    private final Channel channel;
    private final Logger log;
    private final ThreadPoolExecutor thread;
    private final AtomicBoolean isBroken = new AtomicBoolean();

    /** @param log is told once that notifications are not taken, and once that they are again */
    Outlet(Channel channel, Logger log) {
        this.channel = channel;
        this.log = log;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                DaemonThreads.named("nfs2s3-" + channel.name().replace('.', '-')),
                (task, pool) -> failed(pool.isShutdown() ? "the process ends" : "more than " + MOST_WAITING + " wait"));
    }

    Channel channel() {
        return channel;
    }

    /** Returns at once. */
    void send(byte[] notice) {
        thread.execute(() -> deliver(notice));
    }

    private void deliver(byte[] notice) {
        try {
            channel.send(notice);
            if (isBroken.compareAndSet(true, false)) {
                log.info("notifications are taken again by={}", channel.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed("the process ends");
        } catch (IOException | RuntimeException e) {
            failed(ErrorText.of(e));
        }
    }

    private void failed(String reason) {
        if (isBroken.compareAndSet(false, true)) {
            log.warn("notifications are not taken by={} reason=\"{}\"", channel.name(), reason);
        }
    }

    /** Takes no more. */
    void shut() {
        thread.shutdown();
    }

    /** Waits for those that wait; gives up those that are left. */
    void end(long nanos) {
        try {
            if (thread.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
                return;
            }
            int left = thread.shutdownNow().size();
            thread.awaitTermination(1, TimeUnit.SECONDS); // in which a command that hangs is killed
            if (left > 0) {
                failed("the process ends, and " + left + " still wait");
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
