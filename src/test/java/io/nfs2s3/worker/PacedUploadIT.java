package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.backfill.NameSource;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.source.ScanEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An upload in the middle of a backfill whose large files take minutes, for bytes have a pace. */
class PacedUploadIT extends WorkerTestBase {
    private static final String FIRST = "images/0.jpg";
    private static final List<String> LARGE = List.of("images/1.jpg", "images/2.jpg", "images/3.jpg");
    /** Two of them take more than six minutes. */
    private static final int LARGE_BYTES = 12 * 1024 * 1024;

    private static final String LIVE = "live/1.jpg";

    @Test
    void an_upload_is_copied_while_the_backfill_is_read() {
        site.write(FIRST, "small");
        LARGE.forEach(path -> site.write(path, new byte[LARGE_BYTES]));
        site.write(LIVE, new byte[20 * 1024]);
        backfill();
        Application paced = site.application(
                "worker.filesInFlight = 2", "worker.maxBytesPerSecond = 64 KiB", "worker.shutdownTimeout = 1 s");
        try (MigrationWorker worker = paced.worker()) {
            CompletableFuture<Void> works = work(worker);
            site.await(() -> row(FIRST).state() == MediaState.MIGRATED);

            hook.fileUploaded(LIVE);

            site.await(() -> row(LIVE).state() == MediaState.MIGRATED);
            assertThat(LARGE).allMatch(path -> row(path).state() == MediaState.QUEUED);
            LARGE.forEach(path -> site.write(path, "shorter")); // or it would be read until the end
            worker.stop();
            works.join();
        }
    }

    private void backfill() {
        NameSource names = each -> {
            each.accept(new ScanEntry.File(FIRST));
            LARGE.forEach(path -> each.accept(new ScanEntry.File(path)));
        };
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "images/");
        assertThat(application.backfills().backfill().run(lease, Source.SCAN, names, new RunProgress(), () -> true))
                .isInstanceOf(RunResult.Done.class);
    }

    private static CompletableFuture<Void> work(MigrationWorker worker) {
        return CompletableFuture.runAsync(() -> {
            while (worker.runUntilIdle().ending() != WorkerResult.Ending.STOPPED) {
                Thread.onSpinWait();
            }
        });
    }
}
