package io.nfs2s3.runs;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records how a run ended, and tells it. */
public final class RunFinisher {
    private final Runs runs;
    private final RunLease lease;
    private final Cancellation cancellation;

    public RunFinisher(Runs runs, RunLease lease, Cancellation cancellation) {
        this.runs = runs;
        this.lease = lease;
        this.cancellation = cancellation;
    }

    /**
     * Ends it, and has it told. A new run that failed before anything was counted leaves no record: it would stand in the
     * way of the next one, and there is nothing to go on with.
     *
     * @param all whether it came to its end
     * @param done marks the run as DONE; run again after an outage
     * @throws RuntimeException what the run failed by
     */
    public RunResult finish(boolean all, Runnable done) {
        RunResult result;
        try {
            result = end(all, done);
        } catch (RuntimeException e) {
            runs.failed(lease, e, cancellation.counts());
            throw e;
        }
        runs.ended(result, cancellation.counts());
        return result;
    }

    private RunResult end(boolean all, Runnable done) {
        RuntimeException failure = cancellation.failure();
        if (failure instanceof RunLostException) {
            return new RunResult.Lost(lease.run(), String.valueOf(failure.getMessage()));
        }
        try {
            if (failure != null) {
                failed(failure);
                throw failure;
            }
            if (!all || cancellation.isStopped()) {
                interrupted(null);
                return new RunResult.Stopped(lease.run());
            }
            cancellation.patiently(() -> {
                done.run();
                return true;
            });
            return new RunResult.Done(
                    cancellation.patiently(() -> runs.find(lease.run())).orElseThrow());
        } catch (RunStoppedException e) {
            return doneBefore().orElseGet(() -> new RunResult.Stopped(lease.run()));
        } catch (RunLostException e) {
            return doneBefore().orElseGet(() -> new RunResult.Lost(lease.run(), String.valueOf(e.getMessage())));
        }
    }

    private void failed(RuntimeException failure) {
        try {
            if (runs.withdraw(lease)) {
                return;
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        interrupted(failure);
    }

    /** A run that is not marked as interrupted counts as dead after a while, so an outage here changes little. */
    private void interrupted(@Nullable RuntimeException failure) {
        try {
            runs.interrupted(lease, failure == null ? null : ErrorText.of(failure));
        } catch (RuntimeException e) {
            if (!DatabaseErrors.isOutage(e)) {
                throw e;
            }
        }
    }

    /** The answer to the last statement may have been lost. */
    private Optional<RunResult> doneBefore() {
        try {
            return cancellation
                    .patiently(() -> runs.find(lease.run()))
                    .filter(run -> run.owner().equals(lease.owner()) && run.finishedAt() != null)
                    .filter(run -> run.state() == RunState.DONE)
                    .map(RunResult.Done::new);
        } catch (RunStoppedException e) {
            return Optional.empty(); // nobody waits for the database any more
        }
    }
}
