package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.lifecycle.rollback.RollbackTransactions.Applied;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.UnsentMessages;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.runs.Cancellation;
import io.nfs2s3.runs.RunFinisher;
import io.nfs2s3.runs.RunHeartbeat;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import java.util.function.Supplier;

/**
 * One run in this process, on the caller's thread: page by page the originals are proved, then the pointers changed. A {@link
 * RunHeartbeat} says that the run is alive.
 */
final class RollbackExecution implements AutoCloseable {
    private final Runs runs;
    private final RollbackTransactions transactions;
    private final PageProof proof;
    private final MigrationQueue queue;
    private final Supplier<String> closedBecause;
    private final RunLease lease;
    private final RollbackWork work;
    private final RateLimiter limiter;
    private final Cancellation cancellation;
    private final RunHeartbeat heartbeat;
    private long number;

    /** @param closedBecause why the run must wait; empty when it need not */
    RollbackExecution(
            Runs runs,
            RollbackTransactions transactions,
            PageProof proof,
            MigrationQueue queue,
            Supplier<String> closedBecause,
            RunLease lease,
            RollbackWork work) {
        this.runs = runs;
        this.transactions = transactions;
        this.proof = proof;
        this.queue = queue;
        this.closedBecause = closedBecause;
        this.lease = lease;
        this.work = work;
        this.limiter = new RateLimiter(work.rate());
        this.cancellation = new Cancellation(work.progress(), RollbackExecution::passes, () -> {});
        this.heartbeat = new RunHeartbeat(runs, lease, cancellation, work.goesOn(), "nfs2s3-rollback-watch");
    }

    /** A mount or SQS that is down; not a suspended site, which an operator must see to. */
    private static boolean passes(RuntimeException error) {
        return error instanceof QueueException
                || (error instanceof MigrationException classed
                        && classed.code().nature() == Nature.OUTAGE
                        && classed.code() != FailureCode.SITE_SUSPENDED);
    }

    RunResult take(Candidates candidates) {
        boolean all = change(candidates);
        return new RunFinisher(runs, lease, cancellation).finish(all, () -> transactions.done(lease));
    }

    /** @return whether it came to the end */
    private boolean change(Candidates candidates) {
        try {
            cancellation.patiently(() -> transactions.unsent(lease)).ifPresent(this::send);
            number = cancellation.patiently(() -> transactions.pages(lease));
            candidates.forEach(
                    cancellation::patiently, page -> page.split(work.atOnce()).forEach(this::change));
            return true;
        } catch (RuntimeException e) {
            cancellation.fail(e);
            return false;
        }
    }

    private void change(Page page) {
        cancellation.check();
        if (page.isEmpty()) {
            return;
        }
        cancellation.awaitNone(closedBecause);
        page.files().forEach(file -> {
            while (!limiter.tryAcquire()) {
                cancellation.check();
            }
            work.progress().look();
        });
        long next = number + 1;
        // A proof is not kept for the end of an outage: the file may be gone by then.
        Applied applied = cancellation.patiently(() -> transactions.apply(lease, next, proof.prove(page)));
        number = next;
        work.progress().counts(applied.counts());
        applied.refused().forEach(work.refused());
        send(applied);
    }

    /** Stopped while it waits, it leaves them to the one who resumes the run. */
    private void send(Applied applied) {
        if (applied.queued().isEmpty()) {
            return;
        }
        UnsentMessages unsent = new UnsentMessages(Source.RETRY, applied.queued());
        cancellation.awaitNone(() -> cancellation.patiently(() -> unsent.send(queue)));
        cancellation.patiently(() -> {
            runs.sent(lease, applied.queued().size(), applied.at());
            return true;
        });
        work.progress().sent(applied.queued().size());
    }

    @Override
    public void close() {
        heartbeat.close();
    }
}
