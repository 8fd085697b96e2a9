package io.nfs2s3.upload.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.SettableClock;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** While the database is down a message may be all that knows of an upload: its loss must not lose the upload. */
class TraceIT {
    private static final String PATH = "images/1.jpg";
    private static final MediaPath MEDIA = MediaPath.of(PATH);

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final Application application = site.application();
    private static final MigrationQueue queue = Queues.of(site, "uploads");
    private final Path spool;
    private final Path trace;
    private final SettableClock clock = new SettableClock();
    private TcpProxy database;
    private UploadHook hook;
    private SpoolReplay replay;

    TraceIT(@TempDir Path directory) {
        spool = directory.resolve("uploads.spool");
        trace = directory.resolve("uploads.spool.sent");
    }

    @BeforeEach
    void start() {
        database = Wire.toDatabase(site);
        hook = hook();
        replay = new SpoolReplay(spool, application.catalog(), application.outbox(), queue, clock);
    }

    private UploadHook hook() {
        return site.hook(
                Wire.databaseSetting(site, database),
                "upload { budget = 10 s, retryDatabaseAfter = 1 s, spool = \"" + spool + "\" }");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void work() {
        application.drainer().drain();
        try (MigrationWorker worker = application.worker()) {
            worker.runUntilEmpty();
        }
    }

    private static MediaFile row() {
        return application.catalog().find(MEDIA).orElseThrow();
    }

    private void migrated(String text) {
        site.write(PATH, text);
        application.catalog().register(List.of(MEDIA));
        queue.send(MigrationMessage.of(Source.UPLOAD, FileRef.of(row().upload())));
        work();
        assertThat(row().state()).isEqualTo(MediaState.MIGRATED);
    }

    private void uploadedWithoutDatabase() {
        database.refuse();
        assertThat(hook.fileUploaded(PATH)).isEqualTo(Enqueued.SQS);
    }

    private void anHourOfAnswers() {
        replay.replay();
        pass(TraceReview.SEND_AGAIN.plusMinutes(1));
        replay.replay();
    }

    /** On the host and in the database. */
    private void pass(Duration time) {
        clock.pass(time);
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.media SET registered_at = registered_at - make_interval(secs => ?)",
                        time.toSeconds()));
    }

    @Test
    void the_bytes_of_an_upload_whose_message_is_purged_are_migrated_all_the_same() {
        migrated("old");
        site.write(PATH, "new bytes");
        uploadedWithoutDatabase();
        assertThat(Queues.takeFiles(queue)).containsExactly(FileRef.unregistered(MEDIA));

        anHourOfAnswers();
        work();

        assertThat(row().location()).isEqualTo(Location.S3);
        assertThat(site.text(site.keyOf(PATH))).isEqualTo("new bytes");
        pass(Duration.ofMinutes(2));
        replay.replay();
        assertThat(trace).doesNotExist();
    }

    @Test
    void a_message_that_arrives_ends_the_waiting_and_is_not_sent_again() {
        site.write(PATH, "bytes");
        uploadedWithoutDatabase();
        assertThat(trace).content().contains(PATH);
        work();
        int generation = row().generation();

        anHourOfAnswers();

        assertThat(trace).doesNotExist();
        assertThat(Queues.take(queue)).isEmpty();
        assertThat(row().generation()).isEqualTo(generation);
    }

    /** The call was made twice, or its first message came through: the worker finds nothing new, and says so. */
    @Test
    void an_upload_that_turns_out_to_be_migrated_ends_the_waiting_too() {
        migrated("bytes");
        int generation = row().generation();
        uploadedWithoutDatabase();
        work();

        anHourOfAnswers();

        assertThat(trace).doesNotExist();
        assertThat(Queues.take(queue)).isEmpty();
        assertThat(row().generation()).isEqualTo(generation);
    }

    @Test
    void while_the_database_gives_no_answer_nothing_is_sent_again() {
        uploadedWithoutDatabase();
        Queues.take(queue);
        Application cut = site.application(Wire.databaseSetting(site, database), "database.connectTimeout = 1 s");
        replay = new SpoolReplay(spool, cut.catalog(), cut.outbox(), queue, clock);

        anHourOfAnswers();
        anHourOfAnswers();

        assertThat(Queues.take(queue)).isEmpty();
        assertThat(spool.resolveSibling("uploads.spool.sent.replaying"))
                .content()
                .contains(PATH);
    }

    @Test
    void one_trace_that_is_waited_for_does_not_hold_up_those_behind_it() {
        uploadedWithoutDatabase();
        Queues.take(queue);
        replay.replay();
        site.write("images/2.jpg", "two");
        assertThat(hook.fileUploaded("images/2.jpg")).isEqualTo(Enqueued.SQS);
        work();
        assertThat(application.catalog().find(MediaPath.of("images/2.jpg"))).isPresent();

        // A database that takes longer to answer than the registration took to come leaves it to the next review.
        await().untilAsserted(() -> {
            pass(Duration.ofMinutes(2));
            replay.replay();
            assertThat(trace).content().contains(PATH).doesNotContain("images/2.jpg");
        });
    }

    @Test
    void an_old_record_gives_no_generation_to_a_newer_upload() throws IOException {
        String before = new SpoolRecord(MEDIA, Instant.now().minusSeconds(60)).line() + "\n";
        Files.writeString(spool, before);
        Files.writeString(trace, before);
        site.write(PATH, "newest");
        hook.fileUploaded(PATH);
        Queues.take(queue);

        anHourOfAnswers();

        assertThat(Queues.take(queue)).isEmpty();
        assertThat(row().generation()).isEqualTo(1);
        assertThat(spool).doesNotExist();
        assertThat(trace).doesNotExist();
    }

    @Test
    void what_a_replay_sends_leaves_a_trace_as_well() throws IOException {
        Files.writeString(spool, new SpoolRecord(MEDIA, Instant.now()).line() + "\n");

        assertThat(replay.replay().sent()).isEqualTo(1);
        Queues.take(queue);
        assertThat(trace).content().contains(PATH);
        pass(Duration.ofMinutes(2));
        anHourOfAnswers();

        assertThat(Queues.takeFiles(queue)).containsExactly(FileRef.unregistered(MEDIA));
    }

    @Test
    void an_upload_that_sqs_has_taken_is_accepted_also_when_the_disk_takes_no_trace() throws IOException {
        Files.createDirectories(trace.resolve("no file"));

        uploadedWithoutDatabase();

        assertThat(Queues.takeFiles(queue)).containsExactly(FileRef.unregistered(MEDIA));
    }
}
