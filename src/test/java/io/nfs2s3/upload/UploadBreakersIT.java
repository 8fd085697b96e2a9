package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.Together;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the hook leaves alone after a failure, and when it asks all the same. */
@Order(2) // waits for most of its time: beside it the others go on
class UploadBreakersIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final WiredHooks wired = new WiredHooks();

    @Test
    void the_database_is_left_alone_after_a_failure() {
        UploadHook hook = wired.warmHook("upload.budget = 8 s");
        wired.database().refuse();
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);
        assertThat(hook.status().database()).isEqualTo(BreakerState.OPEN);
        assertThat(hook.status().sqs()).isEqualTo(BreakerState.CLOSED);

        wired.database().accept();
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);
        assertThat(Queues.takeFiles(wired.queue()))
                .containsExactly(FileRef.unregistered(PATH), FileRef.unregistered(PATH));
        assertThat(wired.application().catalog().find(PATH)).isEmpty();
    }

    @Test
    void the_database_is_asked_again_after_a_while() {
        UploadHook hook = wired.hook("upload { budget = 2 s, retryDatabaseAfter = 1 s }");
        wired.database().refuse();
        hook.fileUploaded(PATH.value());
        wired.database().accept();

        await().until(() -> {
            hook.fileUploaded(PATH.value());
            return hook.status().database() == BreakerState.CLOSED;
        });
        assertThat(wired.application().catalog().find(PATH)).isPresent();
    }

    @Test
    void without_a_spool_a_database_that_was_left_alone_is_asked_before_an_upload_is_refused() {
        UploadHook hook = hookAfterDoubleOutage();
        wired.database().accept();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.OUTBOX);

        assertThat(wired.waiting()).containsExactly(new FileVersion(PATH, 1));
        assertThat(hook.status().database()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void without_a_spool_sqs_that_was_left_alone_is_asked_before_an_upload_is_refused() {
        UploadHook hook = hookAfterDoubleOutage();
        wired.sqs().accept();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);

        assertThat(Queues.takeFiles(wired.queue())).containsExactly(FileRef.unregistered(PATH));
        assertThat(hook.status().sqs()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void a_held_upload_insists_on_the_database_alone() {
        UploadHook hook = hookAfterDoubleOutage();
        wired.sqs().accept();
        wired.database().accept();

        assertThat(hook.fileUploaded("audio/song.mp3")).isEqualTo(Enqueued.HELD);
        assertThat(wired.waiting()).isEmpty();
    }

    private UploadHook hookAfterDoubleOutage() {
        UploadHook hook = wired.warmHook("upload { budget = 6 s, lastResort = 2 s }");
        wired.database().refuse();
        wired.sqs().refuse();
        assertThatThrownBy(() -> hook.fileUploaded(PATH.value())).isInstanceOf(UploadNotAcceptedException.class);
        assertThat(hook.status().sqs()).isEqualTo(BreakerState.OPEN);
        assertThat(hook.status().database()).isEqualTo(BreakerState.OPEN);
        assertThat(hook.status().refused()).isEqualTo(1);
        WiredHooks.awaitNoCallUnderWay();
        return hook;
    }

    @Test
    void without_a_last_resort_an_upload_that_nobody_takes_is_refused_also_on_an_interrupted_thread() {
        UploadHook hook = wired.hook("upload { budget = 800 ms, lastResort = 0 s }");
        wired.database().refuse();
        wired.sqs().refuse();

        assertThatThrownBy(() -> hook.fileUploaded(PATH.value())).isInstanceOf(UploadNotAcceptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> hook.fileUploaded(PATH.value())).isInstanceOf(UploadNotAcceptedException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void many_uploads_at_once_are_all_registered_while_the_database_is_well() {
        UploadHook hook = wired.warmHook("upload.budget = 60 s");

        Together.run(SqsChannel.MOST_CALLS + 72, thread -> () -> hook.fileUploaded("images/" + thread + ".jpg"));

        assertThat(Queues.takeFiles(wired.queue())).noneMatch(file -> file.generation() == null);
    }

    @Test
    void a_closed_hook_says_so_at_once() {
        UploadHook hook = wired.hook();
        hook.close();

        assertThatThrownBy(() -> hook.fileUploaded(PATH.value()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the upload hook is closed");
    }

    @Test
    void an_upload_waits_for_the_last_way_rather_than_being_refused() throws Exception {
        UploadHook hook = wired.hook("upload { budget = 800 ms, lastResort = 60 s }");
        wired.database().refuse();
        wired.sqs().refuse();
        Future<Enqueued> upload = background(() -> hook.fileUploaded(PATH.value()));
        await().until(() ->
                hook.status().sqs() == BreakerState.OPEN && hook.status().database() == BreakerState.OPEN);

        wired.sqs().accept();

        assertThat(upload.get(1, TimeUnit.MINUTES)).isEqualTo(Enqueued.SQS);
        assertThat(Queues.takeFiles(wired.queue())).containsExactly(FileRef.unregistered(PATH));
    }

    @Test
    void an_upload_waits_for_the_lock_of_the_spool_for_longer_than_its_budget(@TempDir Path directory)
            throws Exception {
        Path spool = directory.resolve("uploads.spool");
        UploadHook hook = wired.hook("upload { budget = 800 ms, lastResort = 60 s, spool = \"" + spool + "\" }");
        wired.database().refuse();
        wired.sqs().refuse();
        try (FileChannel file = FileChannel.open(
                        directory.resolve("uploads.spool.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = file.lock()) {
            Future<Enqueued> upload = background(() -> hook.fileUploaded(PATH.value()));
            assertThatThrownBy(() -> upload.get(1_500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            held.release();

            assertThat(upload.get(1, TimeUnit.MINUTES)).isEqualTo(Enqueued.SPOOL);
        }
    }

    private static Future<Enqueued> background(Callable<Enqueued> upload) {
        FutureTask<Enqueued> task = new FutureTask<>(upload);
        Thread thread = new Thread(task, "upload");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void sqs_takes_an_upload_when_the_outbox_and_the_spool_cannot(@TempDir Path directory) throws IOException {
        Path taken = Files.createDirectory(directory.resolve("uploads.spool"));
        UploadHook hook = wired.hook("upload { budget = 2 s, spool = \"" + taken + "\" }"); // no file
        wired.application().outbox().append(List.of(new FileVersion(MediaPath.of("images/first.jpg"), 1)));
        wired.site().jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.outbox RENAME message TO hidden"));
        try {
            assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);
        } finally {
            wired.site()
                    .jdbi()
                    .useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.outbox RENAME hidden TO message"));
        }
    }

    @Test
    void sqs_takes_an_upload_when_the_database_is_down_and_the_disk_is_full(@TempDir Path directory)
            throws IOException {
        Path taken = Files.createDirectory(directory.resolve("uploads.spool"));
        UploadHook hook = wired.hook("upload { budget = 2 s, spool = \"" + taken + "\" }"); // no file
        wired.database().refuse();
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);

        wired.sqs().refuse();
        assertThatThrownBy(() -> hook.fileUploaded(PATH.value())).isInstanceOf(UploadNotAcceptedException.class);
        wired.sqs().accept();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS); // though it is left alone
    }

    @Test
    void two_black_holes_end_in_the_spool(@TempDir Path directory) {
        UploadHook hook =
                wired.hook("upload { budget = 800 ms, spool = \"" + directory.resolve("uploads.spool") + "\" }");
        wired.database().blackHole();
        wired.sqs().blackHole();

        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SPOOL);
        assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SPOOL);

        assertThat(hook.status().accepted())
                .isEqualTo(Map.of(Enqueued.SQS, 0L, Enqueued.OUTBOX, 0L, Enqueued.SPOOL, 2L, Enqueued.HELD, 0L));
        assertThat(hook.status().spoolBytes()).isPositive();
    }

    @Test
    void an_error_that_is_no_outage_does_not_open_the_breaker() {
        UploadHook hook = wired.hook();
        wired.site()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "ALTER TABLE nfs2s3.media ADD CONSTRAINT no_cats CHECK (path NOT LIKE '%cat%')"));
        try {
            assertThat(hook.fileUploaded("images/cat.jpg")).isEqualTo(Enqueued.SQS);
            assertThat(hook.status().database()).isEqualTo(BreakerState.CLOSED);
        } finally {
            wired.site().jdbi().useHandle(handle -> handle.execute("ALTER TABLE nfs2s3.media DROP CONSTRAINT no_cats"));
        }
    }

    @Test
    void an_interrupted_request_has_its_upload_enqueued_and_stays_interrupted() {
        UploadHook hook = wired.hook();
        Thread.currentThread().interrupt();

        Enqueued way = hook.fileUploaded(PATH.value());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(way).isEqualTo(Enqueued.SQS);
    }
}
