package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.HistoryClock;
import io.nfs2s3.catalog.Ledger;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult;
import io.nfs2s3.worker.WorkerResult.Ending;
import io.nfs2s3.worker.WorkerTotals;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "worker",
        description = {
            "Run one worker in the foreground: take messages, copy files to S3, prove the copies, flip the pointers.",
            "Ends at SIGTERM or SIGINT; files in flight are finished first."
        })
final class WorkerCommand extends AppCommand {
    private static final long PAUSE_SECONDS = 2;

    @Option(
            names = "--until-empty",
            description = "End when the queues and the outbox are empty and no file is QUEUED. When only the"
                    + " queues are, go on for sqs.visibilityTimeout, then say what is left and exit with 1. Uploads"
                    + " that come meanwhile are done, and not waited for.")
    private boolean untilEmpty;

    @Option(names = "--json", description = "The totals as one line of JSON, at the end.")
    private boolean json;

    @Override
    int run(Application application) {
        requireAll(application);
        ensureLedger(application.ledger());
        MigrationWorker worker = application.worker();
        application.workerNote().ifPresent(note -> err().println("nfs2s3: " + note));
        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(worker, finished), "nfs2s3-shutdown"));
        try {
            WorkerResult result = work(application, worker);
            return conclude(worker.totals(), result);
        } finally {
            finished.countDown();
        }
    }

    /** A host may have no daemon that does it. Without a month the flips are recorded all the same: no reason to stop. */
    private void ensureLedger(Ledger ledger) {
        try {
            ledger.missingToMake()
                    .ifPresentOrElse(
                            grant -> err().println("nfs2s3: this user cannot make the ledger's months; as the owner: "
                                    + grant),
                            ledger::ensureMonths);
        } catch (JdbiException e) {
            err().println("nfs2s3: the ledger's months were not made: " + ErrorText.ofRoot(e) + "; 'doctor' says more");
        }
    }

    private WorkerResult work(Application application, MigrationWorker worker) {
        long queued = application.progress().report().count(MediaState.QUEUED);
        LiveProgress progress = new LiveProgress(
                err(), "migrating", queued, () -> worker.totals().migrated());
        HistoryClock history = application.historyOf(worker);
        try {
            return untilEmpty ? worker.runUntilEmpty() : workOn(worker);
        } finally {
            worker.close();
            history.close(); // with the last files
            progress.close();
        }
    }

    /** Until it is stopped, through outages. */
    private WorkerResult workOn(MigrationWorker worker) {
        boolean suspended = false;
        WorkerResult result = worker.runUntilIdle();
        while (result.ending() != Ending.STOPPED) {
            boolean down = result.ending() == Ending.SUSPENDED;
            if (down != suspended) {
                suspended = down;
                err().println(down ? "nfs2s3: suspended: " + result.reason() : "nfs2s3: resumed");
            }
            if (down) {
                pause();
            }
            result = worker.runUntilIdle();
        }
        return result;
    }

    private int conclude(WorkerTotals totals, WorkerResult result) {
        if (json) {
            json(totals);
        } else {
            out().println("worker: " + Plural.of(totals.migrated(), "file") + " migrated, " + totals.failed()
                    + " failed, "
                    + Plural.of(totals.retried(), "attempt") + " to be repeated, "
                    + Plural.of(totals.unreadable(), "unreadable message"));
        }
        if (result.ending() == Ending.SUSPENDED) {
            throw new DependencyDownException(result.reason());
        }
        if (result.ending() == Ending.LEFT) {
            err().println("nfs2s3: " + result.reason());
            return ExitCode.SOME_FAILED;
        }
        return totals.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(MigrationWorker worker, CountDownLatch finished) {
        worker.stop();
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
