package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import io.nfs2s3.worker.MigrationWorker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FIFO queues from the hook to the flip. */
class FifoUploadsIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final TcpProxy sqs = site.closing(Wire.toSqs(site));
    private Application application;
    private UploadHook hook;
    private MigrationQueue queue;

    @BeforeEach
    void open() {
        String fifo =
                "sqs { uploads = \"" + site.bucket() + "-live.fifo\", backfill = \"" + site.bucket() + "-back.fifo\" }";
        application = site.application(fifo);
        assertThat(application.doctor().create())
                .allSatisfy(finding ->
                        assertThat(finding.ok()).as(finding.toString()).isTrue());
        hook = site.hook(fifo, Wire.sqsSetting(sqs), "upload { budget = 20 s, retrySqsAfter = 1 s }");
        queue = Queues.of(site, "live.fifo");
    }

    @Test
    void every_generation_arrives_once_and_in_order_through_an_outage() {
        List<String> paths = List.of("images/1.jpg", "images/2.jpg");
        hook.filesUploaded(paths);
        hook.filesUploaded(paths);
        sqs.refuse();
        assertThat(hook.filesUploaded(paths).values()).containsOnly(Enqueued.OUTBOX);
        sqs.dropAnswers(); // SQS takes what the hook believes lost: FIFO queues drop the second one
        hook.filesUploaded(paths);
        sqs.accept();
        application.drainer().drain();

        List<FileVersion> taken = Queues.takeUploads(queue);
        for (String path : paths) {
            assertThat(taken.stream().filter(upload -> upload.path().value().equals(path)))
                    .extracting(FileVersion::generation)
                    .containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void a_worker_migrates_them() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            paths.add("images/" + i % 3 + "/" + i + ".jpg");
            site.write(paths.get(i), "file " + i);
        }
        hook.filesUploaded(paths);

        try (MigrationWorker worker = application.worker()) {
            worker.runUntilEmpty();
        }

        for (int i = 0; i < 25; i++) {
            assertThat(site.text(site.keyOf(paths.get(i)))).isEqualTo("file " + i);
            assertThat(application.catalog().find(MediaPath.of(paths.get(i)))).isPresent();
        }
        assertThat(queue.depth().isEmpty()).isTrue();
    }
}
