package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** What holds whatever happens to messages and files. */
class WorkerInvariantsIT {
    private TestSite site;
    private Application application;
    private UploadHook hook;

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

    private static WorkerTotals workUntilEmpty(Application application) {
        try (MigrationWorker worker = application.worker()) {
            assertThat(worker.runUntilEmpty()).isEqualTo(new WorkerResult(Ending.IDLE, ""));
            return worker.totals();
        }
    }

    private MediaFile row(String path) {
        return application.catalog().find(MediaPath.of(path)).orElseThrow();
    }

    private String failure(String path) {
        return site.query("SELECT failure_code || ': ' || failure_message FROM nfs2s3.media WHERE path = ?", path)
                .get(0);
    }

    private static String message(Source source, FileRef... files) {
        return MessageCodec.encode(new MigrationMessage(source, List.of(files)));
    }

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
        bodies.forEach(site::send);

        WorkerTotals totals = workUntilEmpty(application);

        assertThat(totals.migrated()).isEqualTo(2);
        assertThat(totals.unchanged()).isEqualTo(18);
        assertThat(site.keys()).containsExactly("images/1.jpg", "images/2.jpg");
        assertThat(site.query("SELECT sum(files) FROM nfs2s3.progress")).containsExactly("2");
    }

    @Test
    void a_late_message_of_an_old_generation_changes_nothing() {
        site.write("images/1.jpg", "first");
        hook.fileUploaded("images/1.jpg");
        workUntilEmpty(application);
        site.write("images/1.jpg", "second");
        hook.fileUploaded("images/1.jpg");
        workUntilEmpty(application);

        site.send(message(Source.DRAIN, FileRef.of(new FileVersion(MediaPath.of("images/1.jpg"), 1))));
        assertThat(workUntilEmpty(application).migrated()).isZero();

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
            workUntilEmpty(application);

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

        assertThat(workUntilEmpty(application).migrated()).isEqualTo(1);

        assertThat(row("images/1.jpg").generation()).isEqualTo(2);
        assertThat(site.text("images/1~g2.jpg")).isEqualTo("now");
        assertThat(site.text("images/1.jpg")).isEqualTo("before");
        assertThat(site.query("SELECT path || ' ' || generation || ' ' || was_visible FROM nfs2s3.superseded"))
                .containsExactly("images/1.jpg 1 false");
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

        assertThat(workUntilEmpty(application).migrated()).isEqualTo(1);

        assertThat(row("images/1.jpg").generation()).isEqualTo(1);
        assertThat(site.keys()).containsExactly("images/1.jpg");
    }

    @Test
    void what_is_not_a_file_of_the_root_is_failed_with_its_reason_and_not_read() throws IOException {
        Files.createDirectories(site.media().resolve("images/directory"));
        Files.writeString(site.media().resolveSibling("secret"), "secret");
        Files.createSymbolicLink(
                site.media().resolve("images/outside"), site.media().resolveSibling("secret"));
        site.write("images/good.jpg", "good");
        Files.createSymbolicLink(
                site.media().resolve("images/inside"), site.media().resolve("images/good.jpg"));
        List<String> paths = List.of("images/directory", "images/outside", "images/inside", "images/gone");
        paths.forEach(hook::fileUploaded);

        WorkerTotals totals = workUntilEmpty(application);

        assertThat(totals.failed()).isEqualTo(3);
        assertThat(failure("images/directory")).isEqualTo("SOURCE_NOT_A_FILE: it is a directory, not a file");
        assertThat(failure("images/outside")).startsWith("SOURCE_OUTSIDE_ROOT: a symbolic link leads out of");
        assertThat(failure("images/gone")).startsWith("SOURCE_MISSING: there is no such file");
        assertThat(site.keys()).containsExactly("images/inside");
        assertThat(site.text("images/inside")).isEqualTo("good");
    }

    @Test
    void a_file_that_is_late_is_waited_for() {
        Application patient = site.application("source.vanishedAfter = 90 s", "sqs.visibilityTimeout = 5 s");
        hook.fileUploaded("images/late.jpg");
        try (MigrationWorker worker = patient.worker()) {
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilEmpty);
            site.await(() -> row("images/late.jpg").attempts() > 0);
            assertThat(row("images/late.jpg").state()).isEqualTo(MediaState.QUEUED);
            site.write("images/late.jpg", "here");

            assertThat(run.join().ending()).isEqualTo(Ending.IDLE);
            assertThat(worker.totals().migrated()).isEqualTo(1);
        }
        assertThat(site.text("images/late.jpg")).isEqualTo("here");
    }

    @Test
    void a_message_that_cannot_be_read_goes_to_the_dead_letters_untouched_and_is_counted() {
        List<String> bodies = List.of(
                "not json",
                "{\"version\":2,\"source\":\"upload\",\"files\":[{\"path\":\"images/1.jpg\"}]}",
                "{\"version\":1,\"source\":\"upload\",\"files\":[{\"path\":\"../etc/passwd\"}]}",
                "{\"version\":1,\"source\":\"upload\",\"files\":[]}");
        bodies.forEach(site::send);
        site.write("images/1.jpg", "fine");
        hook.fileUploaded("images/1.jpg");

        WorkerTotals totals = workUntilEmpty(application);

        assertThat(totals.unreadable()).isEqualTo(bodies.size());
        assertThat(totals.migrated()).isEqualTo(1);
        assertThat(site.bodies("uploads-dead", bodies.size())).containsExactlyInAnyOrderElementsOf(bodies);
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
    void of_a_message_of_500_files_with_5_bad_ones_495_are_flipped_and_5_recorded() {
        List<MediaPath> paths = IntStream.range(0, 500)
                .mapToObj(i -> MediaPath.of("images/" + i + ".jpg"))
                .toList();
        IntStream.range(0, 500)
                .filter(i -> i % 100 != 50)
                .forEach(i -> site.write(paths.get(i).value(), "file " + i));
        List<FileRef> files = application.catalog().register(paths).values().stream()
                .map(registration -> FileRef.of(registration.upload()))
                .toList();
        site.send(MessageCodec.encode(new MigrationMessage(Source.BACKFILL, files)));

        WorkerTotals totals = workUntilEmpty(application);

        assertThat(totals.migrated()).isEqualTo(495);
        assertThat(totals.failed()).isEqualTo(5);
        assertThat(site.keys()).hasSize(495);
        assertThat(totals.unchanged()).isZero();
    }

    @Test
    void files_that_are_to_be_retried_leave_a_message_of_many_in_one_of_their_own() {
        Application patient = site.application("source.vanishedAfter = 90 s", "sqs.visibilityTimeout = 5 s");
        site.write("images/here.jpg", "here");
        List<MediaPath> paths = List.of(MediaPath.of("images/here.jpg"), MediaPath.of("images/late.jpg"));
        List<FileRef> files = patient.catalog().register(paths).values().stream()
                .map(registration -> FileRef.of(registration.upload()))
                .toList();
        site.send(MessageCodec.encode(new MigrationMessage(Source.BACKFILL, files)));
        try (MigrationWorker worker = patient.worker()) {
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilEmpty);
            site.await(() -> worker.totals().retried() > 0 && worker.totals().migrated() == 1);
            site.write("images/late.jpg", "late");
            run.join();

            assertThat(worker.totals().migrated()).isEqualTo(2);
            assertThat(worker.totals().unchanged()).isZero(); // the good file was not done again
        }
    }

    @Test
    void an_upload_that_was_sent_without_a_generation_is_registered_once_however_often_it_comes() {
        site.write("images/1.jpg", "bytes");
        String body = message(Source.UPLOAD, FileRef.unregistered(MediaPath.of("images/1.jpg")));
        site.send(body);
        assertThat(workUntilEmpty(application).migrated()).isEqualTo(1);

        site.send(body);
        site.send(body);
        assertThat(workUntilEmpty(application).unchanged()).isEqualTo(2);
        assertThat(row("images/1.jpg").generation()).isEqualTo(1);

        site.write("images/1.jpg", "other bytes");
        site.send(body);
        assertThat(workUntilEmpty(application).migrated()).isEqualTo(1);
        assertThat(row("images/1.jpg").generation()).isEqualTo(2);
        assertThat(site.text("images/1~g2.jpg")).isEqualTo("other bytes");
    }

    @Test
    void an_upload_that_was_sent_without_a_generation_outlives_errors_while_it_is_compared() throws IOException {
        Path file = site.write("images/1.jpg", "bytes");
        site.write("images/2.jpg", "two");
        hook.fileUploaded("images/1.jpg");
        workUntilEmpty(application);
        Files.delete(file);
        Files.createDirectory(file); // so that it is there, and cannot be read
        site.send(message(
                Source.UPLOAD,
                FileRef.unregistered(MediaPath.of("images/1.jpg")),
                FileRef.unregistered(MediaPath.of("images/2.jpg"))));
        try (MigrationWorker worker = application.worker()) {
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilEmpty);
            // first in a message of two, then in one of its own
            site.await(() -> worker.totals().retried() >= 2 || run.isDone());
            assertThat(row("images/1.jpg").state()).isEqualTo(MediaState.MIGRATED);
            Files.delete(file);
            site.write("images/1.jpg", "other bytes");
            run.join();

            assertThat(worker.totals().migrated()).isEqualTo(2);
        }
        assertThat(row("images/1.jpg").generation()).isEqualTo(2);
        assertThat(site.text("images/1~g2.jpg")).isEqualTo("other bytes");
        assertThat(row("images/2.jpg").generation()).isEqualTo(1);
        assertThat(site.deadLetters()).isZero();
    }

    @Test
    void an_upload_that_was_sent_without_a_generation_is_registered_once_however_often_it_is_tried() {
        site.send(message(Source.UPLOAD, FileRef.unregistered(MediaPath.of("images/1.jpg"))));

        workUntilEmpty(site.application("source.vanishedAfter = 3 s"));

        assertThat(failure("images/1.jpg")).startsWith("SOURCE_MISSING");
        assertThat(row("images/1.jpg").generation()).isEqualTo(1);
        assertThat(site.deadLetters()).isZero();
    }

    @Test
    void a_failing_site_update_rolls_its_own_flip_back_and_no_other() {
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE TABLE site_image (file text PRIMARY KEY, storage text NOT NULL DEFAULT 'NFS',"
                    + " s3_key text CHECK (s3_key NOT LIKE '%forbidden%'))");
            handle.execute("INSERT INTO site_image (file) VALUES ('images/a.jpg'), ('images/forbidden.jpg')");
        });
        Application own = site.application(
                "catalog.siteUpdate = \"UPDATE site_image SET storage = :location, s3_key = :objectKey WHERE file = :path\"",
                "worker.maxAttempts = 1");
        site.write("images/a.jpg", "a");
        site.write("images/forbidden.jpg", "f");
        hook.fileUploaded("images/a.jpg");
        hook.fileUploaded("images/forbidden.jpg");

        WorkerTotals totals = workUntilEmpty(own);

        assertThat(totals.migrated()).isEqualTo(1);
        assertThat(failure("images/forbidden.jpg")).contains("SITE_UPDATE").contains("violates check constraint");
        assertThat(site.query("SELECT file || ' ' || storage FROM site_image ORDER BY file"))
                .containsExactly("images/a.jpg S3", "images/forbidden.jpg NFS");
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
