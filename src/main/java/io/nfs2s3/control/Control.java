package io.nfs2s3.control;

import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Printable;
import io.nfs2s3.recovery.DeadLetters;
import io.nfs2s3.recovery.FailedRetry;
import io.nfs2s3.recovery.Redrive;
import io.nfs2s3.recovery.RedriveResult;
import io.nfs2s3.recovery.RetryResult;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.AllRuns;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The acts of operators. Each leaves a line in the record: in the transaction that does it, or, where it takes long, one
 * before it begins and one at its end. Thread-safe.
 *
 * <p>Errors of the database come as {@link org.jdbi.v3.core.JdbiException}: nothing was done then, unless an act that takes
 * long had begun, of which the record says so.
 */
public final class Control implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Control.class);
    private final Jdbi jdbi;
    private final FailedRetry retry;
    private final Runnable requireSite;
    private final Errand errand = new Errand();

    /** @param requireSite throws when database, bucket and prefix do not go together: then no message is sent */
    public Control(Jdbi jdbi, FailedRetry retry, Runnable requireSite) {
        this.jdbi = jdbi;
        this.retry = retry;
        this.requireSite = requireSite;
    }

    /** Has the runs of a kind rest on every host; of the backfill also the copying of its queue. */
    public Outcome pause(Asked asked, RunKind kind, @Nullable String reason) {
        RunControls controls = new RunControls(jdbi, kind);
        return atOnce(
                ActKind.PAUSE,
                kind.word(),
                asked,
                handle -> controls.pause(handle, asked.signature(), reason)
                        ? "paused on every host"
                        : "was paused already");
    }

    /** Ends a pause on every host. A run whose process has ended is gone on with by a command. */
    public Outcome resume(Asked asked, RunKind kind) {
        RunControls controls = new RunControls(jdbi, kind);
        return atOnce(
                ActKind.RESUME,
                kind.word(),
                asked,
                handle -> controls.resume(handle) ? "the pause is over on every host" : "was not paused");
    }

    /**
     * Changes how fast the runs of a kind go, on all hosts.
     *
     * @param change made in one transaction
     */
    public Outcome limits(Asked asked, RunKind kind, BiConsumer<RunControls, Handle> change) {
        RunControls controls = new RunControls(jdbi, kind);
        return atOnce(ActKind.LIMITS, kind.word(), asked, handle -> {
            change.accept(controls, handle);
            return "set on every host";
        });
    }

    /**
     * Gives a run up; its process ends by itself.
     *
     * @throws IllegalArgumentException when it is finished, or there is none
     */
    public Outcome cancel(Asked asked, long run) {
        Run found =
                new AllRuns(jdbi).find(run).orElseThrow(() -> new IllegalArgumentException("there is no run " + run));
        Runs runs = new Runs(jdbi, found.kind());
        return atOnce(ActKind.CANCEL, "run " + run, asked, handle -> {
            runs.cancel(handle, run);
            return "cancelled";
        });
    }

    /**
     * Puts FAILED files back into the queue: {@link FailedRetry#retry}.
     *
     * @throws ActUnderWayException when an act that takes long is under way
     */
    public Outcome retry(Asked asked, FailedFilter filter, long limit) {
        return errand(ActKind.RETRY, "failed files", asked, () -> {
            RetryResult result = retry.retry(filter, limit, sent -> errand.goesOn());
            return result.requeued() + " files go back to the queue"
                    + (result.complete()
                            ? ""
                            : "; " + result.reason() + "; " + result.unsent()
                                    + " files are QUEUED without a message, the next sweep sends them; the others are"
                                    + " left FAILED");
        });
    }

    /**
     * Moves dead letters back to the queue that they come from: {@link Redrive}.
     *
     * @param rate messages a second
     * @param limit messages at most
     * @throws ActUnderWayException when an act that takes long is under way
     */
    public Outcome redrive(Asked asked, DeadLetters letters, int rate, long limit, boolean unreadableToo) {
        return errand(ActKind.REDRIVE, letters.name(), asked, () -> {
            RateLimiter limiter = RateLimiter.of(() -> rate);
            RedriveResult result =
                    new Redrive(letters, limiter::acquire, unreadableToo).run(limit, moved -> errand.goesOn());
            return result.moved() + " messages moved, " + result.kept() + " unreadable ones stay"
                    + (result.refused() == 0 ? "" : ", " + result.refused() + " were refused by SQS")
                    + (result.reasons().isEmpty() ? "" : ": " + String.join("; ", result.reasons()));
        });
    }

    private Outcome atOnce(ActKind act, String subject, Asked asked, Function<Handle, String> work) {
        String outcome = TransactionRetry.inTransaction(jdbi, handle -> {
            String text = work.apply(handle);
            ControlActs.append(handle, act, subject, asked, text, null);
            return text;
        });
        tell(act, subject, asked, outcome);
        return new Outcome(true, outcome);
    }

    private Outcome errand(ActKind act, String subject, Asked asked, Supplier<String> work) {
        requireSite.run();
        return errand.run(() -> begin(act, subject, asked), begun -> recorded(act, subject, asked, begun, work))
                .map(text -> new Outcome(true, text))
                .orElseGet(() -> new Outcome(false, "it goes on in the background; the record says what came of it"));
    }

    private long begin(ActKind act, String subject, Asked asked) {
        long begun = append(act, subject, asked, null, null);
        tell(act, subject, asked, "begun");
        return begun;
    }

    private String recorded(ActKind act, String subject, Asked asked, long begun, Supplier<String> work) {
        String outcome;
        try {
            outcome = errand.goesOn() ? Printable.line(work.get()) : "nothing was done: the daemon stops";
        } catch (RuntimeException | Error e) { // whoever asked may not wait for it any more
            log.warn("an act ended early begun={}", begun, e);
            end(act, subject, asked, "ended early: " + Printable.line(ErrorText.ofRoot(e)), begun);
            throw e;
        }
        end(act, subject, asked, outcome, begun);
        return outcome;
    }

    /** What was done is done, whether it can be recorded or not: the log has it. */
    private void end(ActKind act, String subject, Asked asked, String outcome, long begun) {
        tell(act, subject, asked, outcome);
        boolean interrupted = Thread.interrupted(); // that was meant for the act, not for its record
        try {
            append(act, subject, asked, outcome, begun);
        } catch (RuntimeException e) {
            log.warn("the end of an act is not in the record begun={} reason=\"{}\"", begun, ErrorText.ofRoot(e));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private long append(ActKind act, String subject, Asked asked, @Nullable String outcome, @Nullable Long begun) {
        return TransactionRetry.statement(
                jdbi, handle -> ControlActs.append(handle, act, subject, asked, outcome, begun));
    }

    private static void tell(ActKind act, String subject, Asked asked, String outcome) {
        log.info("operator act={} of=\"{}\" by=\"{}\" outcome=\"{}\"", act, subject, asked.signature(), outcome);
    }

    /** Has an act that takes long, if one is under way, end at its next good place, and no other begin. Waits for nothing. */
    public void stop() {
        errand.stop();
    }

    /** {@link #stop()}, and waits for the end of the act for some seconds at most. */
    @Override
    public void close() {
        errand.close();
    }
}
