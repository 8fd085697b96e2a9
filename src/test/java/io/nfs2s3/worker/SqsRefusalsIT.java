package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.CapturedLog;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SQS refuses single entries, or one action: what is lost by that, if anything, comes again, and is told. */
@Order(2) // waits for most of its time: beside it the others go on
class SqsRefusalsIT extends WorkerTestBase {
    @RegisterExtension
    private final CapturedLog log = CapturedLog.of(Acknowledger.class);

    private SqsProxy sqs;

    @BeforeEach
    void connect() {
        sqs = SqsProxy.to(site.sqsEndpoint());
    }

    @AfterEach
    void disconnect() {
        sqs.close();
    }

    private MigrationWorker worker() {
        return site.application("sqs.visibilityTimeout = 5 s", endpoint()).worker();
    }

    private String endpoint() {
        return "sqs.endpoint = \"" + sqs.endpoint() + "\"";
    }

    private void upload(String path) {
        site.write(path, "bytes");
        hook.fileUploaded(path);
    }

    private List<String> said(String beginning, String reason) {
        return log.lines().stream()
                .filter(line -> line.startsWith(beginning) && line.contains(reason))
                .toList();
    }

    @Test
    void messages_that_are_not_deleted_are_counted_told_once_and_come_again() {
        String reason = "KMS.Refused" + site.bucket(); // so that no other suite says it
        sqs.refuseDeletes(reason);
        try (MigrationWorker worker = worker()) {
            for (int i = 0; i < 3; i++) {
                upload("images/" + i + ".jpg");
                worker.runUntilIdle();
                int deletes = i + 1;
                site.await(() -> worker.totals().undeleted() >= deletes);
            }
            assertThat(worker.totals().migrated()).isEqualTo(3);
            assertThat(said("SQS did not confirm the delete", reason))
                    .singleElement()
                    .asString()
                    .contains("(harmless) count=1 reason=\"" + reason);

            sqs.accept();
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
            assertThat(worker.totals().migrated()).isEqualTo(3);
        }
    }

    @Test
    void a_dead_letter_queue_that_takes_nothing_keeps_the_message_where_it_is_and_stops_nothing() {
        sqs.fail(
                (action, body) -> action.equals("SendMessage") && body.contains("uploads-dead"),
                400,
                "KMS.AccessDeniedException");
        site.send("no message of ours");
        upload("images/1.jpg");
        try (MigrationWorker worker = worker()) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);

            assertThat(worker.totals().migrated()).isEqualTo(1);
            assertThat(worker.totals().unreadable()).isZero();
            sqs.accept();
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
            assertThat(worker.totals().unreadable()).isEqualTo(1);
        }
        assertThat(site.deadLetters()).isEqualTo(1);
    }

    @Test
    void a_backfill_queue_that_is_refused_holds_up_no_upload() {
        sqs.fail((action, body) -> body.contains("-backfill"), 400, "KMS.AccessDeniedException");
        // looks all the time whether it is idle, and is, although it polls the backfill queue again and again
        try (MigrationWorker worker =
                site.application("sqs.longPoll = 0 s", endpoint()).worker()) {
            for (int i = 0; i < 3; i++) {
                upload("images/" + i + ".jpg");

                assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
            }
            assertThat(worker.totals().migrated()).isEqualTo(3);
            assertThat(worker.runUntilEmpty().ending()).as("nobody can tell").isEqualTo(Ending.SUSPENDED);
        }
    }

    @Test
    void a_backfill_queue_that_answers_late_is_waited_for_without_turning_round_and_round() {
        CountDownLatch turns = new CountDownLatch(20);
        sqs.fail(
                (action, body) -> {
                    if (!action.equals("ReceiveMessage")) {
                        return false;
                    }
                    if (body.contains("-backfill")) {
                        return isDownWithin(turns, Duration.ofSeconds(2)); // else it is answered, that much later
                    }
                    turns.countDown();
                    return false;
                },
                400,
                "KMS.AccessDeniedException");
        try (MigrationWorker worker =
                site.application("sqs.longPoll = 0 s", endpoint()).worker()) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
        }
        assertThat(turns.getCount()).isPositive();
    }

    private static boolean isDownWithin(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void a_receive_that_is_throttled_now_and_then_suspends_nothing() {
        AtomicInteger receives = new AtomicInteger();
        sqs.fail(
                (action, body) -> action.equals("ReceiveMessage")
                        && body.contains("-uploads\"")
                        && receives.incrementAndGet() % 2 == 1,
                400,
                "RequestThrottled");
        IntStream.range(0, 50).forEach(i -> upload("images/" + i + ".jpg"));
        try (MigrationWorker worker = worker()) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);

            assertThat(worker.totals().migrated()).isEqualTo(50);
        }
        assertThat(receives).hasValueGreaterThan(1);
    }

    @Test
    void while_sqs_deletes_slowly_no_more_is_received_than_a_thousand_messages() {
        FileVersion migrated = new FileVersion(MediaPath.of("images/1.jpg"), 1);
        Copies.migrate(application.catalog(), List.of(migrated.path()));
        site.sendAll(Collections.nCopies(1_500, message(Source.SWEEP, FileRef.of(migrated))));
        sqs.delayAnswers(action -> action.equals("DeleteMessageBatch"), Duration.ofSeconds(1));
        // not the short visibility: the calls that extend it for a thousand messages may come too late
        try (MigrationWorker worker = site.application(endpoint()).worker()) {
            CompletableFuture<WorkerResult> run = CompletableFuture.supplyAsync(worker::runUntilIdle);
            site.await(() -> site.inFlight("uploads") >= 1_000);
            await().during(Duration.ofSeconds(3)).until(() -> site.inFlight("uploads") < 1_200);

            sqs.accept();
            assertThat(run.join().ending()).isEqualTo(Ending.IDLE);
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
        }
    }

    @Test
    void files_that_sqs_does_not_take_back_come_again_with_their_message() {
        String reason = "KMS.Refused" + site.bucket();
        sqs.refuse(body -> body.contains("retry"), true, reason);
        site.write("images/1.jpg", "bytes");
        List<FileRef> files = application.catalog().register(Copies.paths("", 2)).values().stream()
                .map(registration -> FileRef.of(registration.upload()))
                .toList();
        site.send(message(Source.SWEEP, files.toArray(FileRef[]::new)));
        try (MigrationWorker worker = site.application(
                        "sqs.visibilityTimeout = 5 s", "source.vanishedAfter = 1 m", endpoint())
                .worker()) {
            worker.runUntilIdle();
            site.await(() -> !said("SQS did not take files back", reason).isEmpty());
            assertThat(worker.totals().migrated()).isEqualTo(1);

            site.write("images/2.jpg", "late bytes");
            site.await(() -> {
                worker.runUntilIdle();
                return worker.totals().migrated() == 2;
            });
        }
        assertThat(site.deadLetters()).isZero();
    }

    @Test
    void an_upload_that_kms_keeps_out_of_the_queue_goes_to_the_outbox_and_waits_there() {
        sqs.refuse(body -> true, true, "KMS.AccessDeniedException");
        try (UploadHook behind = site.hook(endpoint())) {
            site.write("images/1.jpg", "bytes");

            assertThat(behind.fileUploaded("images/1.jpg")).isEqualTo(Enqueued.OUTBOX);
        }
        for (int i = 0; i < 4; i++) {
            site.application(endpoint()).drainer().drain();
        }
        assertThat(application.outbox().status().setAside()).isZero();
        sqs.accept();
        assertThat(site.application(endpoint()).drainer().drain().sent()).isEqualTo(1);
    }
}
