package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** SQS refuses single entries, or one action: what is lost by that, if anything, comes again, and is told. */
class SqsRefusalsIT extends WorkerTestBase {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Acknowledger.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private SqsProxy sqs;

    @BeforeEach
    void connect() {
        sqs = SqsProxy.to(site.sqsEndpoint());
        log.start();
        LOGGER.addAppender(log);
    }

    @AfterEach
    void disconnect() {
        LOGGER.detachAppender(log);
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

    private List<String> said(String reason) {
        return log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith("SQS did not confirm the delete") && line.contains(reason))
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
            assertThat(said(reason)).singleElement().asString().contains("(harmless) count=1 reason=\"" + reason);

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
