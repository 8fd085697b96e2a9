package io.nfs2s3.upload.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadHookBuilder;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * No upload that the hook took into the spool is lost, whatever fails or dies.
 *
 * <p>Past 300 lines, for each test needs the same site without SQS and database, which is made here.
 */
class SpoolIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final MigrationQueue queue = Queues.of(site, "uploads");
    private final Path spool;
    private final Path replaying;
    private TcpProxy sqs;
    private TcpProxy database;
    private Application application;
    private UploadHook hook;

    SpoolIT(@TempDir Path directory) {
        spool = directory.resolve("uploads.spool");
        replaying = directory.resolve("uploads.spool.replaying");
    }

    @BeforeEach
    void start() {
        sqs = Wire.toSqs(site);
        database = Wire.toDatabase(site);
        application = site.application(
                Wire.sqsSetting(sqs),
                Wire.databaseSetting(site, database),
                "database.connectTimeout = 3 s",
                "upload { budget = 5 s, lastResort = 2 s, retrySqsAfter = 1 s, retryDatabaseAfter = 1 s, spool = \""
                        + spool + "\" }");
        hook = application.hook();
    }

    @AfterEach
    void stop() {
        hook.close();
        sqs.close();
        database.close();
    }

    @Test
    void a_replay_overwrites_nothing_through_a_link() throws IOException {
        bothDown();
        assertThat(hook.fileUploaded("images/1.jpg")).isEqualTo(Enqueued.SPOOL);
        Path victim = Files.writeString(spool.resolveSibling("victim"), "precious");
        Files.createSymbolicLink(spool.resolveSibling("uploads.spool.rest"), victim);
        bothUp();

        assertThat(application.spoolReplay().orElseThrow().replay().replayed()).isEqualTo(1);

        assertThat(victim).hasContent("precious");
        Files.createSymbolicLink(spool, victim);
        assertThat(application.spoolReplay().orElseThrow().replay().reason()).contains("cannot be replayed");
        assertThat(victim).hasContent("precious");
    }

    @Test
    void a_hook_is_not_opened_with_a_spool_where_everybody_may_write() throws IOException {
        Path directory = Files.createDirectory(spool.resolveSibling("open"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> site.hook("upload.spool = \"" + directory.resolve("uploads.spool") + "\""))
                .withMessageStartingWith("upload.spool: everybody may write to the directory");
    }

    private void bothDown() {
        sqs.refuse();
        database.refuse();
    }

    private void bothUp() {
        sqs.accept();
        database.accept();
    }

    private SpoolReplay.Result replay() {
        return application.spoolReplay().orElseThrow().replay();
    }

    private static String record(String path) {
        return new SpoolRecord(MediaPath.of(path), Instant.parse("2026-11-21T20:00:00Z")).line() + "\n";
    }

    private static List<FileRef> unregistered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> FileRef.unregistered(MediaPath.of(image(i))))
                .toList();
    }

    private static String image(int i) {
        return "images/" + i + ".jpg";
    }

    private static String records(int from, int to) {
        return String.join(
                "", IntStream.range(from, to).mapToObj(i -> record(image(i))).toList());
    }

    private static MediaFile row(String path) {
        return site.application().catalog().find(MediaPath.of(path)).orElseThrow();
    }

    private List<FileRef> waiting() {
        return site.application().outbox().list(1_000).stream()
                .map(entry -> Queues.decode(entry.message()).files().get(0))
                .toList();
    }

    private void nothingIsLeft() {
        assertThat(spool).doesNotExist();
        assertThat(replaying).doesNotExist();
        assertThat(spool.resolveSibling("uploads.spool.rest")).doesNotExist();
    }

    @Test
    void while_both_are_black_holes_an_upload_is_spooled_within_the_budgets() {
        hook.fileUploaded("images/before.jpg");
        sqs.blackHole();
        database.blackHole();
        long start = System.nanoTime();

        assertThat(hook.fileUploaded(image(0))).isEqualTo(Enqueued.SPOOL);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("less than the time-out of a connection")
                .isLessThan(Duration.ofSeconds(30));
        assertThat(spool).content().contains("images/0.jpg");
    }

    @Test
    void the_daemon_replays_and_migrates_what_was_spooled() {
        site.write(image(0), "one");
        bothDown();
        assertThat(hook.fileUploaded(image(0))).isEqualTo(Enqueued.SPOOL);
        assertThat(hook.fileUploaded("audio/song.mp3")).isEqualTo(Enqueued.SPOOL);

        try (Daemon daemon = new Daemon(application)) {
            daemon.start();
            bothUp();
            site.await(() -> site.query("SELECT state FROM nfs2s3.media WHERE path = ?", image(0))
                    .contains("MIGRATED"));
            site.await(() -> !Files.exists(spool) && !Files.exists(replaying));
        }

        assertThat(site.text(site.keyOf(image(0)))).isEqualTo("one");
        assertThat(row("audio/song.mp3").state()).isEqualTo(MediaState.HELD);
        nothingIsLeft();
    }

    @Test
    void a_replay_sends_in_order_what_a_dead_one_left_and_then_the_rest() throws IOException {
        Files.writeString(replaying, records(0, 15));
        Files.writeString(spool, records(15, 25));
        Files.writeString(spool.resolveSibling("uploads.spool.rest"), "half of a rec");

        assertThat(replay()).isEqualTo(new SpoolReplay.Result(25, 0, 0, 0, ""));

        assertThat(Queues.takeFiles(queue)).containsExactlyInAnyOrderElementsOf(unregistered(25));
        nothingIsLeft();
        assertThat(replay()).isEqualTo(SpoolReplay.Result.NOTHING);
    }

    @Test
    void while_only_sqs_is_down_the_outbox_takes_it_in_order() throws IOException {
        Files.writeString(spool, records(0, 25) + record("audio/song.mp3"));
        sqs.refuse();

        assertThat(replay()).isEqualTo(new SpoolReplay.Result(0, 25, 1, 0, ""));

        assertThat(waiting()).containsExactlyElementsOf(unregistered(25));
        assertThat(row("audio/song.mp3").state()).isEqualTo(MediaState.HELD);
        nothingIsLeft();
    }

    @Test
    void while_the_database_is_down_a_held_kind_waits_and_the_others_go() throws IOException {
        Files.writeString(spool, records(0, 5) + record("audio/song.mp3") + records(5, 15));
        database.refuse();

        SpoolReplay.Result result = replay();

        assertThat(result.sent()).isEqualTo(15);
        assertThat(result.reason()).startsWith("the database cannot be used");
        assertThat(replaying).hasContent(record("audio/song.mp3"));
        database.accept();
        // The pool may still hold connections that the outage has cut: a replay that meets one is repeated, as the
        // daemon does it.
        await().until(() -> replay().equals(new SpoolReplay.Result(0, 0, 1, 0, "")));
        assertThat(row("audio/song.mp3").state()).isEqualTo(MediaState.HELD);
        assertThat(Queues.takeFiles(queue)).containsExactlyInAnyOrderElementsOf(unregistered(15));
        nothingIsLeft();
    }

    @Test
    void while_both_are_down_everything_stays() throws IOException {
        Files.writeString(spool, records(0, 25));
        bothDown();

        assertThat(replay().reason()).contains("SQS queue", "the database cannot be used");
        Files.writeString(spool, records(25, 30));
        assertThat(replay().replayed()).isZero();

        assertThat(replaying).hasContent(records(0, 25));
        bothUp();
        assertThat(replay().sent()).isEqualTo(30);
        assertThat(Queues.takeFiles(queue)).containsExactlyInAnyOrderElementsOf(unregistered(30));
        nothingIsLeft();
    }

    @Test
    void a_damaged_record_is_kept_aside_and_a_torn_last_one_is_dropped() throws IOException {
        String damaged = record(image(7)).replace("images", "imagex");
        Files.writeString(spool, records(0, 1) + damaged + records(1, 2) + "0123abcd {\"path");

        assertThat(replay()).isEqualTo(new SpoolReplay.Result(2, 0, 0, 1, ""));

        assertThat(Queues.takeFiles(queue)).containsExactlyInAnyOrderElementsOf(unregistered(2));
        assertThat(spool.resolveSibling("uploads.spool.bad")).hasContent(damaged);
        nothingIsLeft();
    }

    @Test
    void a_damaged_record_holds_up_nobody_also_where_it_cannot_be_set_aside() throws IOException {
        String damaged = record(image(7)).replace("images", "imagex");
        Files.writeString(spool, records(0, 15) + damaged + records(15, 30));
        Files.createDirectory(spool.resolveSibling("uploads.spool.bad")); // no file

        assertThat(replay()).isEqualTo(new SpoolReplay.Result(30, 0, 0, 1, ""));

        assertThat(Queues.takeFiles(queue)).containsExactlyInAnyOrderElementsOf(unregistered(30));
        nothingIsLeft();
    }

    @Test
    void what_was_sent_and_cannot_be_taken_out_is_not_sent_again_and_again() throws IOException {
        Files.writeString(spool, records(0, 5));
        Path kept = spool.resolveSibling("kept");
        SpoolReplay replay = application.spoolReplay().orElseThrow();

        assertThat(replay.replay(() -> cannotBeRemoved(kept)).reason()).contains("cannot be replayed");
        assertThat(Queues.takeFiles(queue)).containsExactlyInAnyOrderElementsOf(unregistered(5));
        Files.delete(replaying.resolve("x"));
        Files.delete(replaying);
        Files.move(kept, replaying);

        assertThat(replay.replay().reason()).contains("would be sent again");
        assertThat(Queues.take(queue)).isEmpty();
        assertThat(replaying).hasContent(records(0, 5));
    }

    /** In its place is what cannot be. */
    private boolean cannotBeRemoved(Path kept) {
        try {
            if (Files.isRegularFile(replaying)) {
                Files.move(replaying, kept);
                Files.createDirectories(replaying.resolve("x"));
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_spool_that_cannot_be_looked_at_is_told_of() throws IOException {
        Path below =
                Files.writeString(spool.resolveSibling("file"), "no directory").resolve("uploads.spool");
        Application other = site.application("upload.spool = \"" + below + "\"");

        assertThat(other.spoolReplay().orElseThrow().replay().reason())
                .startsWith("the spool " + below + " cannot be replayed");
    }

    @Test
    void a_replay_that_comes_late_does_not_point_readers_at_an_original_that_is_gone() throws IOException {
        Path original = site.write(image(0), "one");
        hook.fileUploaded(image(0));
        application.drainer().drain(); // a cold hook may have missed its budget
        work();
        assertThat(row(image(0)).location()).isEqualTo(Location.S3);
        Files.delete(original);
        Files.writeString(spool, new SpoolRecord(MediaPath.of(image(0)), Instant.now()).line() + "\n");
        sqs.refuse();

        assertThat(replay().toOutbox()).isEqualTo(1);
        assertThat(waiting()).containsAll(unregistered(1));
        sqs.accept();
        application.drainer().drain();
        site.await(() -> {
            work(); // ends at once when it meets a connection from before the outage
            return queue.depth().visible() == 0 && site.inFlight("uploads") == 0;
        });

        assertThat(row(image(0)).location()).isEqualTo(Location.S3);
        assertThat(row(image(0)).generation()).isEqualTo(1);
    }

    private void work() {
        try (var worker = application.worker()) {
            worker.runUntilIdle();
        }
    }

    @Test
    void a_path_of_no_kind_is_refused_and_not_spooled() {
        UploadHook strict = UploadHookBuilder.create()
                .database("jdbc:postgresql://127.0.0.1:1/site", "site", "secret")
                .region(site.addresses().region())
                .sqsEndpoint(sqs.httpEndpoint())
                .kind("image", "images/", true)
                .uploadsQueue(site.bucket() + "-uploads")
                .spool(spool)
                .open();
        try (strict) {
            assertThatThrownBy(() -> strict.fileUploaded("videos/1.mp4")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(spool).doesNotExist();
    }

    @Test
    void the_spool_takes_an_upload_that_was_registered_before_the_database_went_down() {
        sqs.refuse();
        site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.outbox RENAME message TO hidden"));
        try {
            assertThat(hook.fileUploaded(image(0))).isEqualTo(Enqueued.SPOOL);
        } finally {
            site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.outbox RENAME hidden TO message"));
        }
        assertThat(row(image(0)).state()).isEqualTo(MediaState.QUEUED);
        assertThat(spool).content().contains(image(0));
    }

    @Test
    void when_the_spool_fails_too_the_caller_is_told_what_to_do() throws IOException {
        Files.createDirectory(spool);
        Files.writeString(spool.resolve("x"), "x", StandardOpenOption.CREATE);
        bothDown();

        assertThatThrownBy(() -> hook.fileUploaded(image(0)))
                .isInstanceOf(UploadNotAcceptedException.class)
                .hasMessageContaining("the spool " + spool + " cannot be written")
                .hasMessageContaining("call fileUploaded again for the same path later")
                .hasMessageNotContaining("\n");
    }
}
