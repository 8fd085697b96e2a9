package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.progress.ProgressReport.WorkerCounts;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker whose files in flight find their number, with a store that takes its time. */
class AutoLimitIT {
    /** More than it copies while the test lasts. */
    private static final int FILES = 3_000;

    private static final S3Mishap LATE = new S3Mishap.Late(Duration.ofMillis(100));
    private TestSite site;
    private S3FaultProxy s3;
    private Application application;

    @BeforeEach
    void open() {
        site = TestSite.open();
        s3 = site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
        application = site.application("worker.filesInFlight = auto", "s3.endpoint = \"" + s3.endpoint() + "\"");
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void it_begins_with_eight_files_at_once_grows_and_says_so_and_gives_way_to_a_store_that_refuses() {
        try (MigrationWorker worker = application.worker()) {
            assertThat(worker.filesAtOnce()).isEqualTo(8);
            CompletableFuture<Void> works = workOn(worker);

            site.await(() -> worker.filesAtOnce() > 10);
            site.await(() -> application.patientProgress().report().workers().stream()
                    .mapToInt(WorkerCounts::filesAtOnce)
                    .anyMatch(files -> files > 8));
            AtomicInteger puts = new AtomicInteger();
            s3.befall(request -> request.method().equals("PUT") && puts.incrementAndGet() % 2 == 0
                    ? new S3Mishap.Refused(503, "SlowDown")
                    : new S3Mishap.Spared());
            site.await(() -> worker.filesAtOnce() < 8);

            worker.stop();
            works.join();
        }
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'FAILED'"))
                .isZero();
    }

    private CompletableFuture<Void> workOn(MigrationWorker worker) {
        s3.befall(request -> request.method().equals("PUT") ? LATE : new S3Mishap.Spared());
        try (UploadHook hook = application.hook()) {
            IntStream.range(0, FILES).forEach(i -> {
                String path = "images/" + i + ".jpg";
                site.write(path, "file " + i);
                hook.fileUploaded(path);
            });
        }
        return CompletableFuture.runAsync(() -> {
            while (worker.runUntilIdle().ending() != WorkerResult.Ending.STOPPED) {
                Thread.onSpinWait();
            }
        });
    }
}
