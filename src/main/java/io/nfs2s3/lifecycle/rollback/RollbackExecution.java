package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.lifecycle.Outages;
import io.nfs2s3.lifecycle.SelectedFiles;
import io.nfs2s3.lifecycle.rollback.RollbackTransactions.Applied;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.UnsentMessages;
import io.nfs2s3.runs.PagedRun;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import java.util.function.Function;
import java.util.function.Supplier;

/** One run in this process, on the caller's thread: page by page the originals are proved, then the pointers changed. */
final class RollbackExecution implements AutoCloseable {
    private final Runs runs;
    private final RollbackTransactions transactions;
    private final PageProof proof;
    private final MigrationQueue queue;
    private final RunLease lease;
    private final RollbackWork work;
    private final PagedRun paged;
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
        this.lease = lease;
        this.work = work;
        this.paged = new PagedRun(
                runs,
                lease,
                work.progress(),
                RollbackExecution::passes,
                closedBecause,
                work.rate(),
                work.goesOn(),
                "nfs2s3-rollback-watch");
    }

    /** A mount or SQS that is down. */
    private static boolean passes(RuntimeException error) {
        return error instanceof QueueException || Outages.pass(error);
    }

    /** @param readers make the one of a run, as its record is when it begins here */
    RunResult take(Function<Run, PageReader> readers) {
        return paged.take(() -> change(readers), () -> transactions.done(lease));
    }

    private void change(Function<Run, PageReader> readers) {
        Run record = paged.patiently(() -> runs.find(lease.run())).orElseThrow();
        SelectedFiles files = new SelectedFiles(
                work.selection().files(), work.names(), Math.max(record.counts().done(), lease.isNew() ? 0 : 1));
        paged.patiently(() -> transactions.unsent(lease)).ifPresent(this::send);
        number = paged.patiently(() -> transactions.pages(lease));
        files.forEach(paged::patiently, readers.apply(record), page -> {
            page.split(work.atOnce()).forEach(this::change);
            return true;
        });
    }

    private void change(Page page) {
        if (page.isEmpty()) {
            paged.check();
            return;
        }
        paged.begin(page.files().size());
        long next = number + 1;
        // A proof is not kept for the end of an outage: the file may be gone by then.
        Applied applied = paged.patiently(() -> transactions.apply(lease, next, proof.prove(page)));
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
        paged.awaitNone(() -> paged.patiently(() -> unsent.send(queue)));
        paged.patiently(() -> {
            runs.sent(lease, applied.queued().size(), applied.at());
            return true;
        });
        work.progress().sent(applied.queued().size());
    }

    @Override
    public void close() {
        paged.close();
    }
}
