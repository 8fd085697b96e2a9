package io.nfs2s3.lab.demo;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows the progress until every upload is migrated or failed. */
final class Watch {
    private static final long SHOWN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_EVERY_MILLIS = 100;
    private final Application application;
    private final Narrator narrator;

    Watch(Application application, Narrator narrator) {
        this.application = application;
        this.narrator = narrator;
    }

    ProgressReport untilDone(int uploads) throws InterruptedException {
        long shown = System.nanoTime() - SHOWN_EVERY_NANOS;
        long moved = System.nanoTime();
        long doneBefore = 0;
        while (true) {
            ProgressReport report = application.progress().report();
            boolean done = report.done() + report.count(MediaState.FAILED) >= uploads;
            if (done || System.nanoTime() - shown >= SHOWN_EVERY_NANOS) {
                show(report, uploads);
                shown = System.nanoTime();
            }
            if (done) {
                return report;
            }
            if (report.done() > doneBefore) {
                doneBefore = report.done();
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved >= STUCK_NANOS) {
                tellWhatIsDown();
                moved = System.nanoTime();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private void tellWhatIsDown() {
        application.doctor().examine().stream()
                .filter(finding -> !finding.ok())
                .forEach(finding -> narrator.step("waiting", finding.subject() + ": " + finding.detail()));
    }

    private void show(ProgressReport report, int uploads) {
        QueueCounts queue = report.queues().getOrDefault("uploads", new QueueCounts(0, 0, 0));
        narrator.step(
                "progress",
                String.format(
                        Locale.ROOT,
                        "%5.1f %%  %,d of %,d migrated, %,d failed; %,d in the outbox, %,d waiting in SQS, %,d in flight",
                        Math.floor(1_000.0 * report.done() / uploads) / 10, // 100 only when it is all
                        report.done(),
                        uploads,
                        report.count(MediaState.FAILED),
                        report.outbox().depth(),
                        queue.visible(),
                        queue.inFlight()));
    }
}
