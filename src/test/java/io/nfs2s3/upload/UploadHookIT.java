package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What an upload controller may expect of the hook.
 *
 * <p>Past 300 lines, for each promise of {@code docs/upload-hook.md} is a test.
 */
class UploadHookIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final FileVersion FIRST = new FileVersion(PATH, 1);

    @RegisterExtension
    private static final WiredHooks wired = new WiredHooks();

    private static final TestSite site = wired.site();
    private static final Application application = wired.application();
    private static final MigrationQueue queue = wired.queue();
    private TcpProxy sqs;
    private TcpProxy database;

    @BeforeEach
    void wires() {
        sqs = wired.sqs();
        database = wired.database();
    }

    @Test
    void an_upload_goes_to_sqs() {
        assertThat(wired.hook().fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);

        assertThat(Queues.take(queue))
                .containsExactly(
                        MigrationMessage.of(Source.UPLOAD, FileRef.of(FIRST)).ofSite(application.siteId()));
        assertThat(wired.waiting()).isEmpty();
        assertThat(application.catalog().find(PATH).orElseThrow().state()).isEqualTo(MediaState.QUEUED);
    }

    @Test
    void a_re_upload_has_the_next_generation() {
        UploadHook hook = wired.hook();
        hook.fileUploaded(PATH.value());
        hook.fileUploaded(PATH.value());

        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrder(FIRST, new FileVersion(PATH, 2));
    }

    @Test
    void a_kind_that_is_not_migrated_is_registered_and_sent_nowhere() {
        assertThat(wired.hook().fileUploaded("audio/song.mp3")).isEqualTo(Enqueued.HELD);

        assertThat(application
                        .catalog()
                        .find(MediaPath.of("audio/song.mp3"))
                        .orElseThrow()
                        .state())
                .isEqualTo(MediaState.HELD);
        assertThat(Queues.take(queue)).isEmpty();
        assertThat(wired.waiting()).isEmpty();
    }

    @Test
    void a_name_that_is_left_out_is_refused_and_leaves_no_trace() {
        UploadHook hook = wired.hook("source { skip = [\"*.bak\"], sentinel = \"images/mounted\" }");
        for (String path :
                List.of(".htpasswd", "images/.htpasswd", "images/.git/config", "images/a.bak", "images/mounted")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> hook.fileUploaded(path))
                    .withMessageStartingWith("\"" + path + "\" is no medium: ");
            assertThatIllegalArgumentException().isThrownBy(() -> hook.filesUploaded(List.of(PATH.value(), path)));
        }

        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
        assertThat(hook.fileUploaded("images/a.tmp")).isEqualTo(Enqueued.SQS);
    }

    @Test
    void while_sqs_refuses_uploads_go_to_the_outbox_and_sqs_is_left_alone() {
        UploadHook hook = wired.hook();
        sqs.refuse();
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.OUTBOX);
        assertThat(wired.waiting()).containsExactly(FIRST);

        // SQS is up again and nothing waits, but the breaker is open.
        sqs.accept();
        wired.emptyOutbox();
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.OUTBOX);
        assertThat(Queues.take(queue)).isEmpty();
    }

    @Test
    void sqs_is_tried_again_after_a_while() {
        UploadHook hook = wired.hook("upload.retrySqsAfter = 1 s");
        sqs.refuse();
        hook.fileUploaded(PATH.value());
        sqs.accept();

        await().until(() -> {
            wired.emptyOutbox();
            return hook.fileUploaded(PATH.value()) == Enqueued.SQS;
        });
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);
    }

    @Test
    void a_black_hole_for_sqs_does_not_hold_an_upload() {
        UploadHook hook = wired.hook("upload.budget = 4 s");
        sqs.blackHole();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.OUTBOX);
        assertThat(hook.fileUploaded("images/2.jpg")).isEqualTo(Enqueued.OUTBOX);
        assertThat(wired.waiting()).containsExactly(FIRST, new FileVersion(MediaPath.of("images/2.jpg"), 1));
    }

    @Test
    void an_upload_whose_answer_is_lost_is_sent_twice_rather_than_lost() {
        UploadHook hook = wired.hook("upload.budget = 8 s");
        assertThat(hook.fileUploaded("images/before.jpg")).isEqualTo(Enqueued.SQS);
        sqs.dropAnswers();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.OUTBOX);

        assertThat(wired.waiting()).containsExactly(FIRST);
        await().untilAsserted(
                        () -> assertThat(queue.depth().visible()).isEqualTo(2)); // the request may still be on its way
    }

    @Test
    void no_upload_overtakes_one_that_waits_in_the_outbox() {
        application.outbox().append(List.of(new FileVersion(MediaPath.of("images/earlier.jpg"), 1)));

        assertThat(wired.hook().fileUploaded(PATH.value())).isEqualTo(Enqueued.OUTBOX);

        assertThat(wired.waiting()).hasSize(2).last().isEqualTo(FIRST);
        assertThat(Queues.take(queue)).isEmpty();
    }

    @Test
    void while_the_database_is_down_an_upload_is_sent_without_a_generation() {
        UploadHook hook = wired.warmHook("upload.budget = 8 s");
        database.refuse();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);

        assertThat(Queues.takeFiles(queue)).containsExactly(FileRef.unregistered(PATH));
    }

    @Test
    void a_black_hole_for_the_database_does_not_hold_an_upload() {
        UploadHook hook = wired.hook("upload.budget = 2 s");
        hook.fileUploaded("images/before.jpg");
        database.blackHole();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);

        assertThat(Queues.takeFiles(queue)).contains(FileRef.unregistered(PATH));
    }

    @Test
    void while_both_are_down_the_caller_is_told_what_to_do() {
        UploadHook hook = wired.hook("upload { budget = 2 s, lastResort = 1 s }");
        database.refuse();
        sqs.refuse();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> hook.fileUploaded(PATH.value()))
                    .isInstanceOf(UploadNotAcceptedException.class)
                    .hasMessageStartingWith("upload of \"images/ab/1.jpg\" was not accepted")
                    .hasMessageContaining("The file is safe on NFS")
                    .hasMessageContaining("call fileUploaded again for the same path later")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void a_held_kind_is_not_accepted_while_the_database_is_down() {
        UploadHook hook = wired.hook("upload { budget = 2 s, lastResort = 1 s }");
        database.refuse();

        assertThatThrownBy(() -> hook.fileUploaded("audio/song.mp3")).isInstanceOf(UploadNotAcceptedException.class);
        assertThat(Queues.take(queue)).isEmpty();
    }

    @Test
    void in_the_callers_transaction_row_and_message_commit_together() {
        UploadHook hook = wired.hook();
        try (Handle handle = site.jdbi().open()) {
            handle.begin();
            assertThat(hook.fileUploaded(handle.getConnection(), PATH.value())).isEqualTo(Enqueued.OUTBOX);
            assertThat(application.catalog().find(PATH)).isEmpty();
            assertThat(wired.waiting()).isEmpty();
            handle.commit();
        }
        assertThat(application.catalog().find(PATH)).isPresent();
        assertThat(wired.waiting()).containsExactly(FIRST);
    }

    @Test
    void in_the_callers_transaction_row_and_message_are_rolled_back_together() {
        UploadHook hook = wired.hook();
        try (Handle handle = site.jdbi().open()) {
            handle.begin();
            hook.fileUploaded(handle.getConnection(), PATH.value());
            hook.fileUploaded(handle.getConnection(), "images/2.jpg");
            handle.rollback();
        }
        assertThat(application.catalog().find(PATH)).isEmpty();
        assertThat(wired.waiting()).isEmpty();
    }

    /** In autocommit mode the upload would stay when the site's own row is rolled back. */
    @Test
    void a_connection_in_autocommit_mode_is_refused_before_anything_is_done() {
        UploadHook hook = wired.hook();
        try (Handle handle = site.jdbi().open()) {
            Connection connection = handle.getConnection();
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> hook.fileUploaded(connection, PATH.value()),
                    () -> hook.filesUploaded(connection, List.of(PATH.value(), "images/2.jpg")))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(call)
                        .withMessageContaining("autocommit mode")
                        .withMessageContaining("call setAutoCommit(false)");
            }
        }
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
        assertThat(wired.waiting()).isEmpty();
    }

    @Test
    void a_held_kind_is_registered_in_the_callers_transaction() {
        UploadHook hook = wired.hook();
        site.jdbi()
                .useTransaction(handle -> assertThat(hook.fileUploaded(handle.getConnection(), "audio/song.mp3"))
                        .isEqualTo(Enqueued.HELD));

        assertThat(application.catalog().find(MediaPath.of("audio/song.mp3"))).isPresent();
        assertThat(wired.waiting()).isEmpty();
    }

    @Test
    void what_is_not_a_media_path_is_refused() {
        UploadHook hook = wired.hook();
        for (String path : List.of("", "/etc/passwd", "images/../secret", "images//1.jpg", "images/\0.jpg")) {
            assertThatThrownBy(() -> hook.fileUploaded(path)).isInstanceOf(InvalidMediaPathException.class);
        }
        assertThat(Queues.take(queue)).isEmpty();
    }

    @Test
    void a_path_of_no_kind_is_refused() {
        try (UploadHook strict = UploadHookBuilder.create()
                .database(
                        site.databaseUrl(),
                        site.addresses().databaseUser(),
                        site.addresses().databasePassword())
                .region(site.addresses().region())
                .sqsEndpoint(site.sqsEndpoint())
                .kind("image", "images/", true)
                .uploadsQueue(site.bucket() + "-uploads")
                .open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> strict.fileUploaded("videos/1.mp4"))
                    .withMessageContaining("no kind covers \"videos/1.mp4\"");
        }
    }

    @Test
    void uploads_of_many_threads_are_all_accepted_and_all_sent() {
        UploadHook hook = wired.hook("upload.budget = 60 s");

        Set<FileVersion> expected = uploadOnThreads(hook, () -> {});

        assertThat(wired.waiting()).isEmpty();
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void uploads_of_many_threads_are_all_in_queue_or_outbox_when_sqs_goes_down_meanwhile() {
        UploadHook hook = wired.hook("upload.budget = 60 s");

        Set<FileVersion> expected = uploadOnThreads(hook, sqs::refuse);

        assertThat(wired.waiting()).isNotEmpty();
        Set<FileVersion> somewhere = new HashSet<>(wired.waiting());
        somewhere.addAll(Queues.takeUploads(queue));
        assertThat(somewhere).isEqualTo(expected);
    }

    private static Set<FileVersion> uploadOnThreads(UploadHook hook, Runnable half) {
        return Together.run(8, thread -> () -> {
                    Set<FileVersion> mine = new HashSet<>();
                    for (int i = 0; i < 50; i++) {
                        if (thread == 0 && i == 25) {
                            half.run();
                        }
                        MediaPath path = MediaPath.of("images/" + thread + "/" + i + ".jpg");
                        assertThat(hook.fileUploaded(path.value())).isIn(Enqueued.SQS, Enqueued.OUTBOX);
                        mine.add(new FileVersion(path, 1));
                    }
                    return mine;
                })
                .stream()
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }
}
