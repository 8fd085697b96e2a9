package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import org.junit.jupiter.api.Test;

/** Two sites whose settings name the same queues: each takes its own messages. */
class SharedQueueIT extends WorkerTestBase {
    private static final String PATH = "images/theirs.jpg";

    @Test
    void messages_of_another_site_are_left_to_it() {
        try (TestSite other = TestSite.open()) {
            Application sharing = other.application(
                    "sqs.uploads = \"" + site.bucket() + "-uploads\"",
                    "sqs.backfill = \"" + site.bucket() + "-backfill\"");
            other.write(PATH, "theirs");
            try (UploadHook theirs = sharing.hook()) {
                theirs.fileUploaded(PATH);
            }
            site.write("images/ours.jpg", "ours");
            hook.fileUploaded("images/ours.jpg");

            try (MigrationWorker worker = application.worker()) {
                site.await(() -> {
                    worker.runUntilIdle();
                    return row("images/ours.jpg").state() == MediaState.MIGRATED;
                });
            }
            assertThat(application.catalog().find(MediaPath.of(PATH))).isEmpty();
            assertThat(site.deadLetters()).isZero();

            try (MigrationWorker worker = sharing.worker()) {
                site.await(() -> {
                    worker.runUntilIdle();
                    return sharing.catalog()
                            .find(MediaPath.of(PATH))
                            .orElseThrow()
                            .state()
                            .equals(MediaState.MIGRATED);
                });
            }
            assertThat(other.keys()).containsExactly(PATH);
        }
    }

    @Test
    void every_message_and_every_object_says_whose_it_is() {
        for (int size : new int[] {10, 6 * 1024 * 1024, 13 * 1024 * 1024}) {
            String path = "images/" + size + ".jpg";
            site.write(path, new byte[size]);
            hook.fileUploaded(path);
        }
        try (Application small = new Application(site.settings(
                "s3.partSize = 5 MiB", "s3.multipartThreshold = 8 MiB", "worker.bytesInFlight = 40 MiB"))) {
            workUntilEmpty(small);
        }

        assertThat(site.keys()).hasSize(3);
        site.keys().forEach(key -> assertThat(site.head(key).metadata()).containsEntry("site", site.id()));
        site.write("images/1.jpg", "x");
        hook.fileUploaded("images/1.jpg");
        site.query("SELECT nfs2s3.enqueue_upload('images/2.jpg')");
        application.drainer().drain();
        site.bodies("uploads", 2).forEach(body -> assertThat(body).contains("\"site\":\"" + site.id() + "\""));
    }

    @Test
    void a_message_of_an_older_sender_is_our_own() {
        site.write("images/1.jpg", "x");
        site.send(message(Source.UPLOAD, FileRef.unregistered(MediaPath.of("images/1.jpg"))));

        assertThat(workUntilEmpty().migrated()).isEqualTo(1);
    }
}
