package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Daemon threads that call the file system, and a clock that abandons a call at its deadline.
 *
 * <p>A thread that hangs in the kernel cannot be stopped, and trying (interrupting a channel) can hang the one who
 * tries. So the waiting side gives up, and the thread is counted as hung until its call returns.
 */
final class ReaderPool implements AutoCloseable {
    /** A call to the file system. */
    @FunctionalInterface
    interface FileCall<T> {
        T call() throws IOException;
    }

    /** Work on a reader thread; its calls to the file system go through {@link Watch#timed}. */
    @FunctionalInterface
    interface Work<T> {
        T run(Watch watch) throws IOException;
    }

    private final ThreadPoolExecutor readers;
    private final ScheduledThreadPoolExecutor clock;
    private final AtomicInteger hung = new AtomicInteger();
    private final Duration timeout;
    private final int hungLimit;

    ReaderPool(String name, int threads, Duration timeout, int hungLimit) {
        this.readers = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        this.clock = new ScheduledThreadPoolExecutor(1, daemons(name + "clock-"));
        this.clock.setRemoveOnCancelPolicy(true);
        this.clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        this.clock.allowCoreThreadTimeOut(true);
        this.timeout = timeout;
        this.hungLimit = hungLimit;
    }

    int hung() {
        return hung.get();
    }

    <T> CompletableFuture<T> submit(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (hung.get() >= hungLimit) {
            result.completeExceptionally(down(hung.get() + " reads hang"));
            return result;
        }
        readers.execute(new Task<>(work, result));
        abandonWaitingAtLimit();
        return result;
    }

    /** Work that waits for a reader, or is on one. */
    private final class Task<T> implements Runnable {
        private final Work<T> work;
        private final CompletableFuture<T> result;

        Task(Work<T> work, CompletableFuture<T> result) {
            this.work = work;
            this.result = result;
        }

        @Override
        public void run() {
            try {
                result.complete(work.run(new Watch(result)));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** All readers may hang at once: then what waits for one of them would wait for ever. */
    private void abandonWaitingAtLimit() {
        if (hung.get() < hungLimit) {
            return;
        }
        for (Runnable waiting = readers.getQueue().poll();
                waiting != null;
                waiting = readers.getQueue().poll()) {
            if (waiting instanceof Task<?> task) {
                task.result.completeExceptionally(down(hung.get() + " reads hang"));
            }
        }
    }

    /** Watches the calls of one piece of work. */
    final class Watch {
        private final CompletableFuture<?> result;

        private Watch(CompletableFuture<?> result) {
            this.result = result;
        }

        /** @throws MigrationException when the work was abandoned, so that there is no point in going on */
        void checkWanted() {
            if (result.isDone()) {
                throw down("this read was abandoned");
            }
        }

        /**
         * Runs one call. Past its deadline the result of the whole work fails with {@code SOURCE_DOWN} at once; the
         * thread itself goes on to clean up when the call comes back, if it ever does.
         */
        <T> T timed(FileCall<T> call) throws IOException {
            AtomicBoolean over = new AtomicBoolean();
            ScheduledFuture<?> alarm =
                    clock.schedule(() -> ring(result, over), timeout.toMillis(), TimeUnit.MILLISECONDS);
            try {
                return call.call();
            } finally {
                // Not asked of cancel(): it also says that it cancelled an alarm that is ringing.
                if (!over.compareAndSet(false, true)) {
                    hung.decrementAndGet();
                }
                alarm.cancel(false);
            }
        }
    }

    /** @param over set by who comes first, the end of the call or its deadline */
    private void ring(CompletableFuture<?> result, AtomicBoolean over) {
        if (over.compareAndSet(false, true)) {
            hung.incrementAndGet();
            result.completeExceptionally(down("a read took longer than " + timeout.toMillis() + " ms"));
            abandonWaitingAtLimit();
        }
    }

    private static MigrationException down(String reason) {
        return new MigrationException(FailureCode.SOURCE_DOWN, "the mount hangs: " + reason);
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Takes no more work. Does not wait: a hung thread would never end. The clock goes on for the calls under way; its
     * thread ends by itself when it has been idle for a while.
     */
    @Override
    public void close() {
        readers.shutdown();
    }
}
