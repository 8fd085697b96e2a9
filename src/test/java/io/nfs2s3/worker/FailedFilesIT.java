package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file that cannot be migrated is recorded or tried again, and holds up no other. */
class FailedFilesIT extends WorkerTestBase {
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

        WorkerTotals totals = workUntilEmpty();

        assertThat(totals.failed()).isEqualTo(3);
        assertThat(failure("images/directory")).isEqualTo("SOURCE_NOT_A_FILE: it is a directory, not a file");
        assertThat(failure("images/outside")).startsWith("SOURCE_OUTSIDE_ROOT: a symbolic link leads out of");
        assertThat(failure("images/gone")).startsWith("SOURCE_MISSING: there is no such file");
        assertThat(site.keys()).containsExactly("images/inside");
        assertThat(site.text("images/inside")).isEqualTo("good");
    }

    @Test
    void a_name_that_is_left_out_is_failed_and_not_read_whoever_sent_the_message() {
        List<String> paths = List.of(
                ".htpasswd", ".nfs2s3-mounted", "images/.git/config", "images/a.jpg.tmp", "images/lost+found/a.jpg");
        List<String> links = List.of("images/hidden.jpg", "images/directory/config");
        paths.forEach(path -> site.write(path, "secret"));
        site.link("images/hidden.jpg", "../.htpasswd");
        site.link("images/directory", ".git");
        Stream.concat(paths.stream(), links.stream())
                .forEach(path -> site.send(message(Source.UPLOAD, FileRef.unregistered(MediaPath.of(path)))));

        WorkerTotals totals = workUntilEmpty();

        assertThat(totals.failed()).isEqualTo(paths.size() + links.size());
        assertThat(paths)
                .allSatisfy(path -> assertThat(failure(path)).startsWith("SOURCE_SKIPPED: its name is left out"));
        assertThat(links)
                .allSatisfy(path -> assertThat(failure(path))
                        .startsWith("SOURCE_SKIPPED: a symbolic link leads to a name that is left out"));
        assertThat(site.keys()).isEmpty();
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
    void a_sweep_does_not_make_a_file_that_vanished_late_again_and_a_retry_does() {
        Application patient = site.application("source.vanishedAfter = 1 h");
        patient.catalog().register(List.of(MediaPath.of("images/gone.jpg")));
        site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.media SET queued_at = now() - interval '2 h'"));
        assertThat(patient.retries().sweeper().sweep(Duration.ofHours(1)).files())
                .isEqualTo(1);
        try (MigrationWorker worker = patient.worker()) {
            worker.runUntilIdle();
            assertThat(row("images/gone.jpg").state()).isEqualTo(MediaState.FAILED);

            assertThat(patient.retries()
                            .failedRetry()
                            .retry(FailedFilter.ALL, 1, sent -> true)
                            .requeued())
                    .isEqualTo(1);
            site.await(() -> {
                worker.runUntilIdle();
                return row("images/gone.jpg").attempts() > 0;
            });
            assertThat(row("images/gone.jpg").state()).isEqualTo(MediaState.QUEUED);
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

        WorkerTotals totals = workUntilEmpty();

        assertThat(totals.migrated()).isEqualTo(495);
        assertThat(totals.failed()).isEqualTo(5);
        assertThat(site.keys()).hasSize(495);
        assertThat(totals.unchanged()).isZero();
    }

    @Test
    void files_that_are_to_be_retried_leave_a_message_of_many_in_one_of_their_own() {
        Application patient = site.application("source.vanishedAfter = 90 s");
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
}
