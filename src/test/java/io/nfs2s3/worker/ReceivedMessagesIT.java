package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is taken from the queues, and what is not. */
class ReceivedMessagesIT extends WorkerTestBase {
    @Test
    void a_message_that_cannot_be_read_goes_to_the_dead_letters_untouched_and_is_counted() {
        List<String> bodies = List.of(
                "not json",
                "{\"version\":2,\"source\":\"upload\",\"files\":[{\"path\":\"images/1.jpg\"}]}",
                "{\"version\":1,\"source\":\"upload\",\"files\":[{\"path\":\"../etc/passwd\"}]}",
                "{\"version\":1,\"source\":\"upload\",\"files\":[]}");
        site.sendAll(bodies);
        site.write("images/1.jpg", "fine");
        hook.fileUploaded("images/1.jpg");

        WorkerTotals totals = workUntilEmpty();

        assertThat(totals.unreadable()).isEqualTo(bodies.size());
        assertThat(totals.migrated()).isEqualTo(1);
        assertThat(site.bodies("uploads-dead", bodies.size())).containsExactlyInAnyOrderElementsOf(bodies);
    }

    @Test
    void the_message_of_a_check_that_was_killed_is_deleted_and_nothing_else_comes_of_it() {
        site.send(message(Source.PROBE, FileRef.unregistered(MediaPath.of(".nfs2s3-probe/1"))));
        site.write("images/1.jpg", "fine");
        hook.fileUploaded("images/1.jpg");

        WorkerTotals totals = workUntilEmpty();

        assertThat(totals.migrated()).isEqualTo(1);
        assertThat(totals.failed() + totals.unreadable()).isZero();
        assertThat(site.query("SELECT path FROM nfs2s3.media")).containsExactly("images/1.jpg");
        assertThat(site.deadLetters()).isZero();
    }

    @Test
    void dead_letters_that_cannot_be_taken_hold_up_no_good_message() {
        site.sqs().deleteQueue(request -> request.queueUrl(site.queueUrl("uploads-dead")));
        site.write("images/1.jpg", "fine");
        site.send("not json");
        hook.fileUploaded("images/1.jpg");
        try (MigrationWorker worker = application.worker()) {
            site.await(() -> {
                worker.runUntilIdle();
                return worker.totals().migrated() == 1;
            });
            assertThat(worker.totals().unreadable()).isZero();
        }
    }

    @Test
    void live_uploads_come_before_backfill() {
        site.write("images/live.jpg", "live");
        site.write("images/old.jpg", "old");
        FileVersion old = application.catalog().register(List.of(MediaPath.of("images/old.jpg"))).values().stream()
                .findFirst()
                .orElseThrow()
                .upload();
        site.sqs()
                .sendMessage(request -> request.queueUrl(site.queueUrl("backfill"))
                        .messageBody(message(Source.BACKFILL, FileRef.of(old))));
        hook.fileUploaded("images/live.jpg");
        Application single = site.application("worker.filesInFlight = 1");

        workUntilEmpty(single);

        assertThat(site.query("SELECT path FROM nfs2s3.media ORDER BY migrated_at"))
                .containsExactly("images/live.jpg", "images/old.jpg");
    }
}
