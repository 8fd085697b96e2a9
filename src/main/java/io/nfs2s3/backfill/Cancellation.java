package io.nfs2s3.backfill;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.queue.QueueException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the threads of a run share: whether it goes on, and how they wait. Thread-safe. */
final class Cancellation {
    private static final long LOOK_AGAIN_MILLIS = 200;
    private static final long AFTER_OUTAGE_MILLIS = 1_000;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final RunProgress progress;
    private final Runnable atStop;

    /** @param atStop wakes those that wait elsewhere; may run more than once */
    Cancellation(RunProgress progress, Runnable atStop) {
        this.progress = progress;
        this.atStop = atStop;
    }

    void stop() {
        stop.countDown();
        atStop.run();
    }

    /** Stops the run; the first failure counts. */
    void fail(Throwable error) {
        Throwable cause = FutureErrors.cause(error);
        if (!(cause instanceof RunStoppedException)) {
            failure.compareAndSet(
                    null, cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause));
        }
        stop();
    }

    @Nullable
    RuntimeException failure() {
        return failure.get();
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }

    /** @throws RunStoppedException when the run does not go on */
    void check() {
        if (isStopped()) {
            throw new RunStoppedException();
        }
    }

    /**
     * Waits until there is nothing to wait for any more.
     *
     * @param reason why to wait, asked again and again; empty at the end
     */
    void awaitNone(Supplier<String> reason) {
        for (String now = reason.get(); !now.isEmpty(); now = reason.get()) {
            progress.waits(now);
            pause(LOOK_AGAIN_MILLIS);
        }
        progress.waits("");
    }

    /** Repeats a call until neither the database nor SQS is down. */
    <T> T patiently(Supplier<T> call) {
        boolean waited = false;
        while (true) {
            try {
                T answer = call.get();
                if (waited) {
                    progress.waits("");
                }
                return answer;
            } catch (RuntimeException e) {
                if (!(e instanceof QueueException) && !DatabaseErrors.isOutage(e)) {
                    throw e;
                }
                waited = true;
                progress.waits(ErrorText.of(e));
                pause(AFTER_OUTAGE_MILLIS);
            }
        }
    }

    private void pause(long millis) {
        try {
            if (stop.await(millis, TimeUnit.MILLISECONDS)) {
                throw new RunStoppedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStoppedException();
        }
    }
}
