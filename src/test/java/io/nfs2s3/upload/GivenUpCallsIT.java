package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.Together;
import io.nfs2s3.worker.MigrationWorker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the hook has given up on may still be committed, behind its answer. */
class GivenUpCallsIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final WiredHooks wired = new WiredHooks();

    private static final String LOCK = "LOCK TABLE nfs2s3.media IN ACCESS EXCLUSIVE MODE";

    @Test
    void a_registration_that_comes_late_has_its_message() {
        UploadHook hook = wired.hook("upload { budget = 1 s, lastResort = 20 s }");
        hook.fileUploaded("images/before.jpg"); // so that all is warm
        Queues.take(wired.queue());
        wired.site().clearTables();
        wired.site().write(PATH.value(), "bytes");
        try (Handle locked = wired.site().jdbi().open()) {
            locked.begin();
            locked.execute(LOCK);
            assertThat(hook.fileUploaded(PATH.value())).isEqualTo(Enqueued.SQS);
            locked.commit();
        }
        WiredHooks.awaitNoCallUnderWay();

        assertThat(withoutMessage()).isEmpty();
        wired.application().drainer().drain();
        try (MigrationWorker worker = wired.application().worker()) {
            worker.runUntilEmpty();
        }
        assertThat(wired.site().text(wired.site().keyOf(PATH.value()))).isEqualTo("bytes");
        assertThat(wired.site()
                        .query("SELECT path FROM nfs2s3.media WHERE state = 'QUEUED' AND path = ?", PATH.value()))
                .isEmpty();
    }

    @Test
    void a_late_registration_of_an_older_upload_does_no_harm_to_a_newer_one() {
        UploadHook hook = wired.hook("upload { budget = 1 s, lastResort = 20 s, retryDatabaseAfter = 1 s }");
        hook.fileUploaded(PATH.value());
        Queues.take(wired.queue());
        wired.site().write(PATH.value(), "older");
        CompletableFuture<Void> newer;
        try (Handle locked = wired.site().jdbi().open()) {
            locked.begin();
            locked.execute(LOCK);
            hook.fileUploaded(PATH.value());
            wired.site().write(PATH.value(), "newer");
            newer = CompletableFuture.runAsync(() -> hook.fileUploaded(PATH.value()));
            newer.join();
            locked.commit();
        }
        WiredHooks.awaitNoCallUnderWay();
        wired.application().drainer().drain();
        try (MigrationWorker worker = wired.application().worker()) {
            worker.runUntilEmpty();
        }

        assertThat(wired.site().text(wired.site().keyOf(PATH.value()))).isEqualTo("newer");
    }

    /** Calls that were given up end in any order; those of one path must still stand in that of their generations. */
    @Test
    void the_outbox_keeps_the_order_of_generations_while_calls_are_given_up() {
        UploadHook hook =
                wired.hook("upload { budget = 400 ms, lastResort = 20 s, poolSize = 16, retryDatabaseAfter = 1 s }");
        wired.sqs().refuse();
        CompletableFuture<Integer> locker = CompletableFuture.supplyAsync(() -> lockAgainAndAgain(8));
        Together.run(8, thread -> () -> {
            for (int i = 0; !locker.isDone(); i++) {
                hook.fileUploaded("images/" + (thread + i) % 3 + ".jpg");
            }
            return thread;
        });
        assertThat(locker.join()).isEqualTo(8);
        WiredHooks.awaitNoCallUnderWay();

        Map<MediaPath, Integer> last = new HashMap<>();
        List<String> disorder = new ArrayList<>();
        for (FileVersion entry : wired.waiting()) {
            Integer before = last.put(entry.path(), entry.generation());
            if (before != null && before >= entry.generation()) {
                disorder.add(entry + " behind generation " + before);
            }
        }
        assertThat(disorder).isEmpty();
        assertThat(withoutMessage()).isEmpty();
    }

    private static int lockAgainAndAgain(int times) {
        for (int i = 0; i < times; i++) {
            try (Handle locked = wired.site().jdbi().open()) {
                locked.begin();
                locked.execute(i % 2 == 0 ? LOCK : "LOCK TABLE nfs2s3.outbox IN ACCESS EXCLUSIVE MODE");
                locked.execute("SELECT pg_sleep(0.4)"); // longer than the hook waits
                locked.commit();
            }
        }
        return times;
    }

    /** Uploads that only a sweep would find, hours later. */
    private static List<String> withoutMessage() {
        List<MigrationMessage> sent = Queues.take(wired.queue());
        sent.forEach(wired.queue()::send);
        List<FileRef> messages = new ArrayList<>(
                sent.stream().flatMap(message -> message.files().stream()).toList());
        wired.waiting().forEach(upload -> messages.add(FileRef.of(upload)));
        List<String> known = messages.stream()
                .filter(file -> file.generation() != null)
                .map(file -> file.path() + " " + file.generation())
                .toList();
        return wired.site().query("SELECT path || ' ' || generation FROM nfs2s3.media WHERE state = 'QUEUED'").stream()
                .filter(upload -> !known.contains(upload))
                .toList();
    }
}
