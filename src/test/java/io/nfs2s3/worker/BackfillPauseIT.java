package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.backfill.NameSource;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers on two hosts with a backfill in front of them. */
class BackfillPauseIT {
    /** More than the workers copy while the test lasts, which may have to wait for its turn, ... */
    private static final int FILES = 4_000;

    /** ... for the store takes its time with each file of the backfill, and they copy two at a time. */
    private static final S3Mishap LATE = new S3Mishap.Late(Duration.ofMillis(100));

    private TestSite site;
    private S3FaultProxy s3;
    private Application application;

    @BeforeEach
    void open() {
        site = TestSite.open();
        s3 = site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
        s3.befall(request -> request.key().startsWith("images/") ? LATE : new S3Mishap.Spared());
        application = host();
    }

    private Application host() {
        return site.application("worker.filesInFlight = 2", "s3.endpoint = \"" + s3.endpoint() + "\"");
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void backfill(int files) {
        NameSource names =
                each -> IntStream.range(0, files).forEach(i -> each.accept(new ScanEntry.File("images/" + i + ".jpg")));
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "images/");
        assertThat(application.backfills().backfill().run(lease, Source.SCAN, names, new RunProgress(), () -> true))
                .isInstanceOf(RunResult.Done.class);
    }

    private void write(int files) {
        IntStream.range(0, files).forEach(i -> site.write("images/" + i + ".jpg", "file " + i));
    }

    private long migrated() {
        return site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'MIGRATED'");
    }

    private static CompletableFuture<Void> work(MigrationWorker worker) {
        return CompletableFuture.runAsync(() -> {
            while (worker.runUntilIdle().ending() != WorkerResult.Ending.STOPPED) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void a_live_upload_overtakes_the_files_that_wait() {
        write(FILES);
        backfill(FILES);
        site.write("live/1.jpg", "live");
        try (MigrationWorker worker = application.worker();
                UploadHook hook = application.hook()) {
            CompletableFuture<Void> works = work(worker);
            site.await(() -> migrated() > 0);

            hook.fileUploaded("live/1.jpg");

            site.await(() -> "MIGRATED".equals(state("live/1.jpg")));
            assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED'"))
                    .isGreaterThan(FILES / 2);
            worker.stop();
            works.join();
        }
    }

    private String state(String path) {
        return site.query("SELECT state FROM nfs2s3.media WHERE path = ?", path).get(0);
    }

    @Test
    void a_pause_stops_the_workers_of_every_host_and_not_the_live_uploads() {
        write(FILES);
        backfill(FILES);
        site.write("live/1.jpg", "live");
        Application other = host();
        try (MigrationWorker first = application.worker();
                MigrationWorker second = other.worker();
                UploadHook hook = application.hook()) {
            CompletableFuture<Void> both = CompletableFuture.allOf(work(first), work(second));
            site.await(() -> first.totals().migrated() > 0 && second.totals().migrated() > 0);

            application.backfills().controls().pause("test", null);
            site.await(() -> !application.backfills().gate().isOpen()
                    && !other.backfills().gate().isOpen()
                    && site.inFlight("backfill") == 0);
            long atRest = migrated();
            hook.fileUploaded("live/1.jpg");
            site.await(() -> "MIGRATED".equals(state("live/1.jpg")));

            assertThat(atRest).isLessThan(FILES);
            assertThat(migrated()).isEqualTo(atRest + 1);

            other.backfills().controls().resume();
            site.await(() -> migrated() > atRest + 1);
            first.stop();
            second.stop();
            both.join();
        }
    }
}
