package io.nfs2s3.runs;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** What the threads of a run share: whether it goes on, and how they wait. Thread-safe. */
public final class Cancellation {
    private static final long LOOK_AGAIN_MILLIS = 200;
    private static final long AFTER_OUTAGE_MILLIS = 1_000;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final RunProgress progress;
    private final Predicate<RuntimeException> otherOutage;
    private final Runnable atStop;

    /**
     * @param progress told what the run waits for
     * @param otherOutage which errors, besides those of a database that is down, pass by waiting
     * @param atStop wakes those that wait elsewhere; may run more than once
     */
    public Cancellation(RunProgress progress, Predicate<RuntimeException> otherOutage, Runnable atStop) {
        this.progress = progress;
        this.otherOutage = otherOutage;
        this.atStop = atStop;
    }

    /** The run ends as soon as its threads notice. */
    public void stop() {
        stop.countDown();
        atStop.run();
    }

    /** Stops the run; the first failure counts. */
    public void fail(Throwable error) {
        Throwable cause = FutureErrors.cause(error);
        if (!(cause instanceof RunStoppedException)) {
            failure.compareAndSet(
                    null, cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause));
        }
        stop();
    }

    /** What stopped it; null while nothing did, or when it was told to. */
    @Nullable
    RuntimeException failure() {
        return failure.get();
    }

    /** What became of the names of the whole run, as far as this process knows. */
    RunCounts counts() {
        return progress.counts();
    }

    public boolean isStopped() {
        return stop.getCount() == 0;
    }

    /** @throws RunStoppedException when the run does not go on */
    public void check() {
        if (isStopped()) {
            throw new RunStoppedException();
        }
    }

    /**
     * Waits until there is nothing to wait for any more.
     *
     * @param reason why to wait, asked again and again; empty at the end
     * @throws RunStoppedException when the run does not go on
     */
    public void awaitNone(Supplier<String> reason) {
        for (String now = reason.get(); !now.isEmpty(); now = reason.get()) {
            progress.waits(now);
            pause(LOOK_AGAIN_MILLIS);
        }
        progress.waits("");
    }

    /**
     * Repeats a call until nothing that it needs is down.
     *
     * @throws RunStoppedException when the run does not go on
     */
    public <T> T patiently(Supplier<T> call) {
        boolean waited = false;
        while (true) {
            try {
                T answer = call.get();
                if (waited) {
                    progress.waits("");
                }
                return answer;
            } catch (RuntimeException e) {
                if (!otherOutage.test(e) && !DatabaseErrors.isOutage(e)) {
                    throw e;
                }
                waited = true;
                progress.waits(e instanceof JdbiException ? DatabaseErrors.text(e) : ErrorText.of(e));
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
