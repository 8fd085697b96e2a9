package io.nfs2s3.backfill;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.runs.BackfillLease;
import io.nfs2s3.runs.BackfillLostException;
import io.nfs2s3.runs.BackfillRun.Source;
import io.nfs2s3.runs.BackfillState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Notes in the catalog how a run ended, and says it. */
final class RunFinisher {
    private final BackfillRuns runs;
    private final BackfillLease lease;
    private final Cancellation cancellation;

    RunFinisher(BackfillRuns runs, BackfillLease lease, Cancellation cancellation) {
        this.runs = runs;
        this.lease = lease;
        this.cancellation = cancellation;
    }

    /**
     * Ends it.
     *
     * @param all whether every name was taken
     * @throws RuntimeException what the run failed by
     */
    RunResult finish(Source source, boolean all) {
        RuntimeException failure = cancellation.failure();
        if (failure instanceof BackfillLostException) {
            return new RunResult.Lost(lease.run(), String.valueOf(failure.getMessage()));
        }
        try {
            if (failure != null) {
                interrupted(failure);
                throw failure;
            }
            if (!all || cancellation.isStopped()) {
                interrupted(null);
                return new RunResult.Stopped(lease.run());
            }
            cancellation.patiently(() -> {
                runs.done(lease, source);
                return true;
            });
            return new RunResult.Done(
                    cancellation.patiently(() -> runs.find(lease.run())).orElseThrow());
        } catch (RunStoppedException e) {
            return new RunResult.Stopped(lease.run());
        } catch (BackfillLostException e) {
            return doneBefore().orElseGet(() -> new RunResult.Lost(lease.run(), String.valueOf(e.getMessage())));
        }
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
        return runs.find(lease.run())
                .filter(run -> run.owner().equals(lease.owner()) && run.finishedAt() != null)
                .filter(run -> run.state() == BackfillState.DONE)
                .map(RunResult.Done::new);
    }
}
