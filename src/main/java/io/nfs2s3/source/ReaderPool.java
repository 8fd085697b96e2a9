package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.resilience.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads that call the file system, and a clock that abandons a call at its deadline.
 *
 * <p>A thread that hangs in the kernel cannot be stopped, and trying (interrupting a channel) can hang the one who
 * tries. So the waiting side gives up, and the thread is counted as hung until its call returns. Until then no other work with the
 * same file is begun: a few files that hang, and are asked for again and again, would hang all threads.
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

    /** A call is abandoned late by at most this part of its time. */
    private static final int LOOKS_PER_TIMEOUT = 20;

    private static final int MOST_THREADS = 2_000;

    private final ThreadPoolExecutor readers;
    private final ScheduledThreadPoolExecutor clock;
    private final Set<Watch> watched = ConcurrentHashMap.newKeySet();
    private final AtomicInteger hung = new AtomicInteger();
    private final Duration timeout;
    private final int hungLimit;
    private volatile @Nullable CallGate gate;
    private volatile boolean closed;

    @SuppressWarnings("FutureReturnValueIgnored") // the clock's own work throws nothing
    ReaderPool(String name, int threads, Duration timeout, int hungLimit) {
        this.readers = new ThreadPoolExecutor(
                threads, MOST_THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DaemonThreads.numbered(name));
        this.clock = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(name + "clock"));
        this.clock.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
        this.timeout = timeout;
        this.hungLimit = hungLimit;
        long pause = Math.max(1, timeout.toMillis() / LOOKS_PER_TIMEOUT);
        this.clock.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Has so many threads. They are started as they are wanted, and end when there are too many and they have nothing to do. */
    void threads(int threads) {
        readers.setCorePoolSize(Math.min(MOST_THREADS, threads));
    }

    /** From now on calls wait for their turn. */
    void limitCalls(CallGate limit) {
        gate = limit;
    }

    /** How many calls there may be at once; 0 while nothing limits them. */
    int callLimit() {
        CallGate limit = gate;
        return limit == null ? 0 : limit.limit();
    }

    int hung() {
        return hung.get();
    }

    /** @throws MigrationException with {@code SOURCE_DOWN} while so many hang that no work is taken */
    void requireFree() {
        if (hung.get() >= hungLimit) {
            throw down(hung.get() + " reads hang");
        }
    }

    /** Work that is about no one file. */
    <T> CompletableFuture<T> submit(Work<T> work) {
        return submit(new Task<>(null, work, unwanted -> {}));
    }

    <T> CompletableFuture<T> submit(MediaPath file, Work<T> work) {
        return submit(file, work, unwanted -> {});
    }

    /** @param tooLate takes what comes after the result was given up, such as a file to close */
    <T> CompletableFuture<T> submit(MediaPath file, Work<T> work, Consumer<T> tooLate) {
        return submit(new Task<>(file, work, tooLate));
    }

    private <T> CompletableFuture<T> submit(Task<T> task) {
        if (hung.get() >= hungLimit) {
            task.result.completeExceptionally(down(hung.get() + " reads hang"));
        } else if (!task.isRefused()) {
            readers.execute(task);
            abandonWaitingAtLimit();
        }
        return task.result;
    }

    /** Work that waits for a reader, or is on one. */
    private final class Task<T> implements Runnable {
        private final @Nullable MediaPath file;
        private final Work<T> work;
        private final Consumer<T> tooLate;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Task(@Nullable MediaPath file, Work<T> work, Consumer<T> tooLate) {
            this.file = file;
            this.work = work;
            this.tooLate = tooLate;
        }

        /** Fails it, and only it, when an earlier call with its file hangs. */
        boolean isRefused() {
            boolean hangs = hung.get() > 0 && watched.stream().anyMatch(watch -> watch.hangsAt(file));
            return hangs && result.completeExceptionally(down("an earlier read of this file has not come back"));
        }

        @Override
        public void run() {
            if (isRefused()) {
                return; // it waited for a reader meanwhile
            }
            Watch watch = new Watch(file, result);
            watched.add(watch);
            try {
                T value = work.run(watch);
                if (!result.complete(value)) {
                    tooLate.accept(value);
                }
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                watched.remove(watch);
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

    /** Watches the calls of one piece of work. A look at all of them now and then costs less than an alarm for each. */
    final class Watch {
        private static final long NO_CALL = 0;
        private static final long ABANDONED = 2;

        private final @Nullable MediaPath file;
        private final CompletableFuture<?> result;
        private final @Nullable CallGate turns = gate;

        /** The deadline of the call under way, an odd number of {@link System#nanoTime}; or one of the two above. */
        private final AtomicLong call = new AtomicLong(NO_CALL);

        /** That of the call under way; null where it took none. */
        private volatile @Nullable CallGate turn;

        private Watch(@Nullable MediaPath file, CompletableFuture<?> result) {
            this.file = file;
            this.result = result;
        }

        /** Whether its call to the mount was abandoned, has not come back, and is with this file. */
        boolean hangsAt(@Nullable MediaPath other) {
            return call.get() == ABANDONED && other != null && other.equals(file);
        }

        /** Whether nobody waits for the work any more. */
        boolean isAbandoned() {
            return result.isDone();
        }

        /** @throws MigrationException when the work was abandoned, so that there is no point in going on */
        void checkWanted() {
            if (result.isDone()) {
                throw down("this read was abandoned");
            }
        }

        /**
         * Runs one call. Past its deadline the result of the whole work fails with {@code SOURCE_DOWN}; the thread itself
         * goes on to clean up when the call comes back, if it ever does.
         */
        <T> T timed(FileCall<T> work) throws IOException {
            if (turns != null && !turns.enter(timeout)) {
                throw down("no call came back in " + timeout.toMillis() + " ms");
            }
            return timed(work, turns);
        }

        /** The same for what cleans up, such as a close. It takes no turn: those that hang would keep it from being done. */
        <T> T cleaned(FileCall<T> work) throws IOException {
            return timed(work, null);
        }

        private <T> T timed(FileCall<T> work, @Nullable CallGate taken) throws IOException {
            turn = taken;
            long began = System.nanoTime();
            call.set((began + timeout.toNanos()) | 1);
            boolean good = false;
            try {
                T value = work.call();
                good = true;
                return value;
            } finally {
                if (call.getAndSet(NO_CALL) == ABANDONED) {
                    hung.decrementAndGet();
                } else if (taken != null) {
                    taken.leave(System.nanoTime() - began, good);
                }
            }
        }

        /** Abandons the call if it is past its deadline. Who comes first, this or the call's end, decides. */
        private void look(long now) {
            long deadline = call.get();
            CallGate taken = turn; // once the call is abandoned its thread may come back, and set that of its next call
            boolean underWay = deadline % 2 != 0;
            if (underWay && now - deadline > 0 && call.compareAndSet(deadline, ABANDONED)) {
                hung.incrementAndGet();
                if (taken != null) {
                    taken.abandon();
                }
                result.completeExceptionally(tooLate());
                abandonWaitingAtLimit();
            }
        }
    }

    private void look() {
        long now = System.nanoTime();
        watched.forEach(watch -> watch.look(now));
        if (closed && watched.isEmpty() && readers.isTerminated()) {
            clock.shutdownNow();
        }
    }

    private MigrationException tooLate() {
        return down("a read took longer than " + timeout.toMillis() + " ms");
    }

    private static MigrationException down(String reason) {
        return new MigrationException(FailureCode.SOURCE_DOWN, "the mount hangs: " + reason);
    }

    /** Takes no more work, and does not wait: a hung thread would never end. The clock goes on for the calls under way. */
    @Override
    public void close() {
        closed = true;
        readers.shutdown();
    }
}
