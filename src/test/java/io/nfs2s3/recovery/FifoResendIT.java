package io.nfs2s3.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.DeadLetterQueues;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * SQS drops what has the deduplication id of a message of the last five minutes, even when that is done with: whoever
 * sends a file again must send it under an id of its own.
 */
class FifoResendIT {
    private static final String PATH = "images/1.jpg";
    private static final int BAD_PUTS = 12;

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final SqsProxy sqs = site.closing(SqsProxy.to(site.sqsEndpoint()));
    private final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private Application application;
    private UploadHook hook;

    @BeforeEach
    void open() {
        application = site.application(
                "sqs { endpoint = \"" + sqs.endpoint() + "\", uploads = \"" + site.bucket()
                        + "-live.fifo\", backfill = \"" + site.bucket() + "-back.fifo\" }",
                "s3.endpoint = \"" + s3.endpoint() + "\"",
                "upload.budget = 20 s");
        application.doctor().create();
        hook = site.closing(application.hook());
    }

    private void work() {
        try (MigrationWorker worker = application.worker()) {
            worker.runUntilEmpty();
        }
    }

    private MediaState state() {
        return application.catalog().find(MediaPath.of(PATH)).orElseThrow().state();
    }

    private void nothingWasDroppedOrDelayed() {
        assertThat(sqs.dropped()).isEmpty();
        assertThat(sqs.delayedInFifo()).isEmpty();
    }

    @Test
    void the_stub_drops_a_repeated_id_also_when_the_message_is_gone() {
        application.outbox().append(List.of(new FileVersion(MediaPath.of(PATH), 1)));
        application.drainer().drain();
        assertThat(Queues.takeUploads(Queues.of(site, "live.fifo"))).hasSize(1);
        application.outbox().append(List.of(new FileVersion(MediaPath.of(PATH), 1)));
        application.drainer().drain();

        assertThat(sqs.dropped()).hasSize(1);
        assertThat(Queues.take(Queues.of(site, "live.fifo"))).isEmpty();
    }

    @Test
    void a_file_that_the_store_had_no_time_for_is_tried_again() {
        site.write(PATH, "bytes");
        hook.fileUploaded(PATH);
        AtomicInteger puts = new AtomicInteger();
        s3.befall(request ->
                request.method().equals("PUT") && request.key().endsWith(PATH) && puts.incrementAndGet() <= BAD_PUTS
                        ? new S3Mishap.Refused(503, "SlowDown")
                        : new S3Mishap.Spared());

        work();

        assertThat(state()).isEqualTo(MediaState.MIGRATED);
        nothingWasDroppedOrDelayed();
    }

    @Test
    void failed_files_are_retried_again_and_again() throws IOException {
        Path file = site.media().resolve(PATH);
        Files.createDirectories(file);
        hook.fileUploaded(PATH);
        work();
        for (int i = 0; i < 3; i++) {
            assertThat(state()).isEqualTo(MediaState.FAILED);
            assertThat(application
                            .retries()
                            .failedRetry()
                            .retry(FailedFilter.ALL, 10, sent -> true)
                            .requeued())
                    .isEqualTo(1);
            work();
        }
        Files.delete(file);
        site.write(PATH, "bytes");
        application.retries().failedRetry().retry(FailedFilter.ALL, 10, sent -> true);
        work();

        assertThat(state()).isEqualTo(MediaState.MIGRATED);
        nothingWasDroppedOrDelayed();
    }

    @Test
    void a_dead_letter_that_dies_again_is_redriven_again() {
        FileVersion upload = new FileVersion(MediaPath.of(PATH), 1);
        MigrationQueue live = Queues.of(site, "live.fifo");
        for (int i = 0; i < 2; i++) {
            DeadLetterQueues.put(site.sqs(), live, List.of(upload));

            new Redrive(application.retries().deadUploads(), () -> {}, false).run(10, moved -> true);

            assertThat(Queues.takeUploads(live)).containsExactly(upload);
        }
        nothingWasDroppedOrDelayed();
    }
}
