package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** The newest upload wins, and messages that come twice, late or out of order change nothing. */
class GenerationsIT extends WorkerTestBase {
    @Test
    void the_same_upload_ten_times_in_any_order_is_one_flip_and_one_object() {
        site.write("images/1.jpg", "one");
        site.write("images/2.jpg", "two");
        List<String> bodies = new ArrayList<>();
        for (String path : List.of("images/1.jpg", "images/2.jpg")) {
            hook.fileUploaded(path);
            bodies.addAll(Collections.nCopies(
                    9, message(Source.DRAIN, FileRef.of(row(path).upload()))));
        }
        Collections.shuffle(bodies, new Random(7));
        site.sendAll(bodies);

        WorkerTotals totals = workUntilEmpty();

        assertThat(totals.migrated()).isEqualTo(2);
        assertThat(totals.unchanged()).isEqualTo(18);
        assertThat(site.keys()).containsExactly("images/1.jpg", "images/2.jpg");
        assertThat(site.query("SELECT sum(files) FROM nfs2s3.progress")).containsExactly("2");
    }

    @Test
    void a_late_message_of_an_old_generation_changes_nothing() {
        site.write("images/1.jpg", "first");
        hook.fileUploaded("images/1.jpg");
        workUntilEmpty();
        site.write("images/1.jpg", "second");
        hook.fileUploaded("images/1.jpg");
        workUntilEmpty();

        site.send(message(Source.DRAIN, FileRef.of(new FileVersion(MediaPath.of("images/1.jpg"), 1))));
        assertThat(workUntilEmpty().migrated()).isZero();

        assertThat(row("images/1.jpg").generation()).isEqualTo(2);
        assertThat(site.keyOf("images/1.jpg")).isEqualTo("images/1~g2.jpg");
        assertThat(site.text("images/1~g2.jpg")).isEqualTo("second");
        // a page that still has the first URL gets the first bytes until the retention is over
        assertThat(site.text("images/1.jpg")).isEqualTo("first");
    }

    @Test
    void a_reupload_while_the_first_copy_is_in_flight_wins_and_leaves_no_orphan() {
        try (TcpProxy s3 = TcpProxy.to(site.addresses().s3Endpoint());
                Application slow = site.application("s3.endpoint = \"" + s3.httpEndpoint() + "\"");
                MigrationWorker worker = slow.worker()) {
            site.write("images/1.jpg", "first");
            hook.fileUploaded("images/1.jpg");
            // the health check and the PUT of the first generation go out; no answer comes back
            s3.accept();
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
            site.write("images/2.jpg", "first of two");
            s3.dropAnswers();
            hook.fileUploaded("images/2.jpg");
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilEmpty);
            site.await(() -> site.keys().contains("images/2.jpg"));
            assertThat(row("images/2.jpg").state()).isEqualTo(MediaState.QUEUED);

            site.write("images/2.jpg", "second of two");
            hook.fileUploaded("images/2.jpg");
            s3.accept();
            run.join();
            workUntilEmpty();

            assertThat(row("images/2.jpg").generation()).isEqualTo(2);
            assertThat(row("images/2.jpg").state()).isEqualTo(MediaState.MIGRATED);
            assertThat(site.text("images/2~g2.jpg")).isEqualTo("second of two");
            assertThat(site.keys()).containsExactly("images/1.jpg", "images/2~g2.jpg");
        }
    }

    @Test
    void a_file_that_changed_between_two_attempts_becomes_the_next_generation_and_overwrites_nothing() {
        site.write("images/1.jpg", "now");
        hook.fileUploaded("images/1.jpg");
        // an attempt that died before its flip left this
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key("images/1.jpg"), RequestBody.fromString("before"));

        assertThat(workUntilEmpty().migrated()).isEqualTo(1);

        assertThat(row("images/1.jpg").generation()).isEqualTo(2);
        assertThat(site.text("images/1~g2.jpg")).isEqualTo("now");
        assertThat(site.text("images/1.jpg")).isEqualTo("before");
        assertThat(site.query("SELECT path || ' ' || generation || ' ' || was_visible FROM nfs2s3.superseded"))
                .containsExactly("images/1.jpg 1 false");
    }

    /** Its message names the generation before, and the next one has no message of its own. */
    @Test
    void an_attempt_that_died_once_it_had_made_the_next_generation_is_finished_by_the_same_message() {
        site.write("images/1.jpg", "bytes");
        hook.fileUploaded("images/1.jpg");
        assertThat(application.catalog().supersede(row("images/1.jpg").upload()))
                .contains(new FileVersion(MediaPath.of("images/1.jpg"), 2));

        assertThat(workUntilEmpty().migrated()).isEqualTo(1);

        assertThat(row("images/1.jpg").state()).isEqualTo(MediaState.MIGRATED);
        assertThat(site.keys()).containsExactly("images/1~g2.jpg");
    }

    @Test
    void an_attempt_that_died_between_put_and_flip_is_finished_by_the_next() {
        site.write("images/1.jpg", "bytes");
        hook.fileUploaded("images/1.jpg");
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket())
                                .key("images/1.jpg")
                                .checksumCRC32C(Checksum.crc32c(StandardCharsets.UTF_8.encode("bytes"))
                                        .value()),
                        RequestBody.fromString("bytes"));

        assertThat(workUntilEmpty().migrated()).isEqualTo(1);

        assertThat(row("images/1.jpg").generation()).isEqualTo(1);
        assertThat(site.keys()).containsExactly("images/1.jpg");
    }
}
