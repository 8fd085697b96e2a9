package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages without a generation, sent while the database was down. */
class UnregisteredUploadsIT extends WorkerTestBase {
    @Test
    void an_upload_that_was_sent_without_a_generation_is_registered_once_however_often_it_comes() {
        site.write("images/1.jpg", "bytes");
        String body = message(Source.UPLOAD, FileRef.unregistered(MediaPath.of("images/1.jpg")));
        site.send(body);
        assertThat(workUntilEmpty().migrated()).isEqualTo(1);

        site.send(body);
        site.send(body);
        assertThat(workUntilEmpty().unchanged()).isEqualTo(2);
        assertThat(row("images/1.jpg").generation()).isEqualTo(1);

        site.write("images/1.jpg", "other bytes");
        site.send(body);
        assertThat(workUntilEmpty().migrated()).isEqualTo(1);
        assertThat(row("images/1.jpg").generation()).isEqualTo(2);
        assertThat(site.text("images/1~g2.jpg")).isEqualTo("other bytes");
    }

    @Test
    void new_bytes_of_the_same_size_and_time_are_found_out() throws IOException {
        Path file = site.write("images/1.jpg", "old bytes");
        FileTime time = Files.getLastModifiedTime(file);
        hook.fileUploaded("images/1.jpg");
        workUntilEmpty();

        site.write("images/1.jpg", "new bytes");
        Files.setLastModifiedTime(file, time);
        site.send(message(Source.UPLOAD, FileRef.unregistered(MediaPath.of("images/1.jpg"))));

        assertThat(workUntilEmpty().migrated()).isEqualTo(1);
        assertThat(site.text("images/1~g2.jpg")).isEqualTo("new bytes");
    }

    @Test
    void an_upload_that_was_sent_without_a_generation_outlives_errors_while_it_is_compared() throws IOException {
        Path file = site.write("images/1.jpg", "bytes");
        site.write("images/2.jpg", "two");
        hook.fileUploaded("images/1.jpg");
        workUntilEmpty();
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
    void a_file_that_cannot_be_registered_does_not_hold_up_those_of_its_message() {
        List<MediaPath> paths = Stream.of("images/1.jpg", "images/2.jpg", "images/3.jpg")
                .map(MediaPath::of)
                .toList();
        paths.forEach(path -> site.write(path.value(), "bytes"));
        refuse("images/2.jpg");
        site.send(
                message(Source.UPLOAD, paths.stream().map(FileRef::unregistered).toArray(FileRef[]::new)));
        try (MigrationWorker worker = application.worker()) {
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilEmpty);
            try {
                site.await(() -> worker.totals().migrated() == 2 || run.isDone());
                assertThat(site.query("SELECT path FROM nfs2s3.media WHERE state = 'MIGRATED' ORDER BY path"))
                        .containsExactly("images/1.jpg", "images/3.jpg");
            } finally {
                site.jdbi().useHandle(handle -> handle.execute("DROP FUNCTION nfs2s3.test_fault CASCADE"));
            }
            assertThat(run.join()).isEqualTo(new WorkerResult(Ending.IDLE, ""));
        }
        assertThat(row("images/2.jpg").state()).isEqualTo(MediaState.MIGRATED);
        assertThat(row("images/1.jpg").generation()).as("it was not repeated").isEqualTo(1);
    }

    @Test
    void a_message_of_which_no_file_can_be_registered_does_not_become_many() {
        Stream.of("images/1.jpg", "images/2.jpg", "images/3.jpg").forEach(path -> site.write(path, "bytes"));
        refuse("images/%");
        site.send(message(
                Source.UPLOAD,
                Stream.of("images/1.jpg", "images/2.jpg", "images/3.jpg")
                        .map(MediaPath::of)
                        .map(FileRef::unregistered)
                        .toArray(FileRef[]::new)));
        try (MigrationWorker worker = application.worker()) {
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilEmpty);
            try {
                // all at once, and each by itself
                site.await(() -> refusals() >= 1 + 3 || run.isDone());
            } finally {
                site.jdbi().useHandle(handle -> handle.execute("DROP FUNCTION nfs2s3.test_fault CASCADE"));
            }
            assertThat(run.join()).isEqualTo(new WorkerResult(Ending.IDLE, ""));
            assertThat(worker.totals().migrated()).isEqualTo(3);
            assertThat(worker.totals().retried())
                    .as("sent anew, each by itself")
                    .isZero();
        }
    }

    private int refusals() {
        return Integer.parseInt(
                site.query("SELECT CASE WHEN is_called THEN last_value ELSE 0 END::text FROM nfs2s3.test_refusals")
                        .get(0));
    }

    /** As a trigger of the site's may, on one row: no outage. */
    private void refuse(String like) {
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE SEQUENCE nfs2s3.test_refusals"); // which counts also what is rolled back
            handle.execute("""
                    CREATE FUNCTION nfs2s3.test_fault() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF NEW.path LIKE '%s' THEN
                            PERFORM nextval('nfs2s3.test_refusals');
                            RAISE EXCEPTION 'not this one';
                        END IF;
                        RETURN NEW;
                    END $$
                    """.formatted(like));
            handle.execute("CREATE TRIGGER test_fault BEFORE INSERT ON nfs2s3.media FOR EACH ROW"
                    + " EXECUTE FUNCTION nfs2s3.test_fault()");
        });
    }

    @Test
    void an_upload_that_was_sent_without_a_generation_is_registered_once_however_often_it_is_tried() {
        site.send(message(Source.UPLOAD, FileRef.unregistered(MediaPath.of("images/1.jpg"))));

        workUntilEmpty(site.application("source.vanishedAfter = 3 s"));

        assertThat(failure("images/1.jpg")).startsWith("SOURCE_MISSING");
        assertThat(row("images/1.jpg").generation()).isEqualTo(1);
        assertThat(site.deadLetters()).isZero();
    }
}
