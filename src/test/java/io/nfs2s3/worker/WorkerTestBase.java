package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A site for each test, a hook that uploads to it, and workers that are run until the queues are empty. */
abstract class WorkerTestBase {
    TestSite site;
    Application application;
    UploadHook hook;

    @BeforeEach
    void open() {
        site = TestSite.open();
        application = site.application();
        hook = application.hook();
    }

    @AfterEach
    void close() {
        hook.close();
        site.close();
    }

    WorkerTotals workUntilEmpty() {
        return workUntilEmpty(application);
    }

    static WorkerTotals workUntilEmpty(Application application) {
        try (MigrationWorker worker = application.worker()) {
            assertThat(worker.runUntilEmpty()).isEqualTo(new WorkerResult(Ending.IDLE, ""));
            return worker.totals();
        }
    }

    MediaFile row(String path) {
        return application.catalog().find(MediaPath.of(path)).orElseThrow();
    }

    String failure(String path) {
        return site.query("SELECT failure_code || ': ' || failure_message FROM nfs2s3.media WHERE path = ?", path)
                .get(0);
    }

    static String message(Source source, FileRef... files) {
        return MessageCodec.encode(new MigrationMessage(source, List.of(files)));
    }
}
