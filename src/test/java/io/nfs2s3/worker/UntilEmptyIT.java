package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** A run that is to leave nothing behind asks the database too, and says what it leaves. */
class UntilEmptyIT extends WorkerTestBase {
    private static final String SHORT_VISIBILITY = "sqs.visibilityTimeout = 5 s";

    private List<MediaPath> register(int files) {
        List<MediaPath> paths = IntStream.range(0, files)
                .mapToObj(i -> MediaPath.of("images/" + i + ".jpg"))
                .toList();
        paths.forEach(path -> site.write(path.value(), "bytes of " + path));
        application.catalog().register(paths);
        return paths;
    }

    private WorkerResult runUntilEmpty(String... settings) {
        try (MigrationWorker worker =
                site.application(String.join("\n", settings), SHORT_VISIBILITY).worker()) {
            return worker.runUntilEmpty();
        }
    }

    @Test
    void files_without_a_message_are_told_with_what_to_do() {
        register(10);

        assertThat(runUntilEmpty())
                .isEqualTo(new WorkerResult(
                        Ending.LEFT,
                        "10 files are left QUEUED, and no message of them came within 5 s (sqs.visibilityTimeout):"
                                + " run 'nfs2s3 sweep --age 0s', which sends them again, then this again"));
    }

    @Test
    void uploads_in_the_outbox_are_told_with_what_to_do() {
        application
                .outbox()
                .append(application.catalog().register(register(3)).values().stream()
                        .map(registration -> registration.upload())
                        .toList());

        WorkerResult result = runUntilEmpty();

        assertThat(result.ending()).isEqualTo(Ending.LEFT);
        assertThat(result.reason()).contains("3 uploads wait in the outbox: run 'nfs2s3 drain'");
    }

    @Test
    void uploads_that_come_all_the_time_are_done_and_not_waited_for() {
        site.write("images/first.jpg", "first");
        hook.fileUploaded("images/first.jpg");

        WorkerResult result = runWhile(name -> {
            site.write(name, "bytes");
            hook.fileUploaded(name);
        });

        assertThat(result).isEqualTo(new WorkerResult(Ending.IDLE, ""));
        assertThat(row("images/first.jpg").state()).isEqualTo(MediaState.MIGRATED);
        assertThat(row("images/meanwhile0.jpg").state()).isEqualTo(MediaState.MIGRATED);
    }

    @Test
    void files_without_a_message_are_told_while_there_are_more_and_more() {
        register(10);

        WorkerResult result = runWhile(name -> application.catalog().register(List.of(MediaPath.of(name))));

        assertThat(result.ending()).isEqualTo(Ending.LEFT);
        assertThat(result.reason()).contains("files are left QUEUED, and no message of them came within 5 s");
    }

    @Test
    void files_that_the_sweep_of_an_older_daemon_claims_are_told_all_the_same() {
        register(10);

        WorkerResult result = runWhile(name -> site.jdbi()
                .useHandle(handle -> handle.execute("UPDATE nfs2s3.media SET queued_at = clock_timestamp()")));

        assertThat(result.ending()).isEqualTo(Ending.LEFT);
        assertThat(result.reason()).startsWith("10 files are left QUEUED");
    }

    /** Runs until empty on a site that does something with a new path five times a second, for as long as it takes. */
    private WorkerResult runWhile(Consumer<String> upload) {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (MigrationWorker worker = site.application(SHORT_VISIBILITY).worker()) {
            CompletableFuture<Void> uploads = CompletableFuture.runAsync(() -> {
                for (int i = 0; !isDownWithin(end, Duration.ofMillis(200)); i++) {
                    upload.accept("images/meanwhile" + i + ".jpg");
                    begun.countDown();
                }
            });
            assertThat(isDownWithin(begun, Duration.ofMinutes(1))).isTrue();
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilEmpty);
            try {
                return run.orTimeout(8, TimeUnit.MINUTES).join();
            } finally {
                end.countDown();
                uploads.join();
            }
        }
    }

    private static boolean isDownWithin(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Test
    void messages_in_other_hands_are_waited_for_while_the_counts_say_that_there_are_none() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            for (int i = 0; i < 6; i++) {
                site.write("images/" + i + ".jpg", "bytes");
                hook.fileUploaded("images/" + i + ".jpg");
            }
            List<Message> taken = site.sqs()
                    .receiveMessage(request -> request.queueUrl(site.queueUrl("uploads"))
                            .maxNumberOfMessages(3)
                            .visibilityTimeout(4))
                    .messages();
            assertThat(taken).isNotEmpty();
            sqs.hideCounts();

            assertThat(runUntilEmpty("sqs.endpoint = \"" + sqs.endpoint() + "\""))
                    .isEqualTo(new WorkerResult(Ending.IDLE, ""));
        }
        assertThat(site.query("SELECT DISTINCT state FROM nfs2s3.media")).containsExactly("MIGRATED");
    }
}
