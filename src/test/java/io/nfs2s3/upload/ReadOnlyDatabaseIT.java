package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.testing.Queues;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The database turns read-only and stays reachable, as the old server of a failover does (SQLSTATE 25006). */
class ReadOnlyDatabaseIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final WiredHooks wired = new WiredHooks();

    /** New sessions have it; the old ones are ended, so that the hook meets it on a connection that works. */
    private static void readOnly(boolean on) {
        String database = wired.site().query("SELECT current_database()").get(0);
        wired.site().jdbi().useHandle(handle -> {
            handle.execute("SET default_transaction_read_only = off");
            handle.execute(
                    "ALTER DATABASE " + database + " SET default_transaction_read_only = " + (on ? "on" : "off"));
            handle.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND application_name = 'nfs2s3-upload'");
        });
    }

    @AfterEach
    void writable() {
        readOnly(false);
    }

    @Test
    void the_hook_falls_back_to_sqs_and_the_spool_and_comes_back(@TempDir Path directory) {
        Path spool = directory.resolve("uploads.spool");
        UploadHook hook =
                wired.warmHook("upload { retryDatabaseAfter = 1 s, retrySqsAfter = 1 s, spool = \"" + spool + "\" }");
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);
        Queues.take(wired.queue());

        readOnly(true);
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);
        assertThat(hook.status().database()).isEqualTo(BreakerState.OPEN);
        assertThat(Queues.takeFiles(wired.queue())).containsExactly(FileRef.unregistered(PATH));
        assertThat(directory.resolve("uploads.spool.sent")).content().contains(PATH.value());

        wired.sqs().refuse();
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SPOOL);

        wired.sqs().accept();
        readOnly(false);
        await().until(() -> {
            hook.fileUploaded(PATH.value());
            return hook.status().database() == BreakerState.CLOSED;
        });
        assertThat(wired.application().catalog().find(PATH).orElseThrow().generation())
                .isGreaterThan(1);
    }
}
