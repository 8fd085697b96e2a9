package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.lifecycle.Outages;
import io.nfs2s3.lifecycle.recover.RecoverTransactions.Applied;
import io.nfs2s3.lifecycle.recover.RecoverTransactions.Position;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.PagedRun;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import java.util.List;
import java.util.function.Supplier;

/** One run in this process, on the caller's thread: page by page paths are looked at, then their rows changed. */
final class Recovery implements AutoCloseable {
    private final RecoverTransactions transactions;
    private final RecoverScan scan;
    private final RunLease lease;
    private final RecoverWork work;
    private final PagedRun paged;
    private long number;

    /** @param closedBecause why the run must wait; empty when it need not */
    Recovery(
            Runs runs,
            RecoverTransactions transactions,
            RecoverScan scan,
            Supplier<String> closedBecause,
            RunLease lease,
            RecoverWork work) {
        this.transactions = transactions;
        this.scan = scan;
        this.lease = lease;
        this.work = work;
        this.paged = new PagedRun(
                runs,
                lease,
                work.progress(),
                Recovery::passes,
                closedBecause,
                work.rate(),
                work.goesOn(),
                "nfs2s3-recover-watch");
    }

    /** Many files that fail in a way that may pass: {@link PageLook}. */
    private static boolean passes(RuntimeException error) {
        return Outages.pass(error)
                || (error instanceof MigrationException classed
                        && classed.code().nature() == Nature.TRANSIENT);
    }

    RunResult take() {
        return paged.take(
                () -> paged.patiently(
                        () -> { // after an outage from where the database says that it is
                            goOn();
                            return true;
                        }),
                () -> transactions.done(lease));
    }

    private void goOn() {
        scan.mark(paged::check);
        Position reached = transactions.position(lease);
        number = reached.batch();
        scan.walk(reached.after(), work.atOnce(), this::change);
    }

    private void change(Page page) {
        paged.begin(page.met().size());
        List<Judged> judged = scan.judge(page);
        Applied applied = transactions.apply(lease, number + 1, page, judged);
        number++;
        work.progress().counts(applied.counts());
        applied.judged().stream().filter(one -> one.act() != Act.KEEP).forEach(work.each());
    }

    @Override
    public void close() {
        paged.close();
        scan.close();
    }
}
