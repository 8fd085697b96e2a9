package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues that are broken in one way each: {@code doctor} names it, and what cures it. */
class DoctorQueuesIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final SqsFront sqs = site.closing(new SqsFront(site.sqsEndpoint()));
    private static final String UPLOADS = site.bucket() + "-uploads";

    private static List<Finding> findings() {
        return SomeChecks.examineQueues(site, sqs);
    }

    private static Arguments fault(
            Level level, CheckCode code, Consumer<SqsFront> scene, String detail, String remedy) {
        return arguments(level, code, scene, detail, remedy);
    }

    private static Arguments fault(CheckCode code, Consumer<SqsFront> scene, String detail, String remedy) {
        return fault(Level.BROKEN, code, scene, detail, remedy);
    }

    private static String redrive(String dead, int receives) {
        return "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-central-1:000000000000:" + dead + "\",\"maxReceiveCount\":"
                + receives + "}";
    }

    private static Stream<Arguments> faults() {
        String dead = UPLOADS + "-dead";
        return Stream.of(
                fault(
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(UPLOADS, "MessageRetentionPeriod", "60"),
                        "messages of " + UPLOADS + " expire after 60 s",
                        "set MessageRetentionPeriod of " + UPLOADS + " to 1209600"),
                fault(
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(dead, "MessageRetentionPeriod", "600"),
                        "messages of " + dead + " expire after 600 s",
                        "set MessageRetentionPeriod of " + dead),
                fault(
                        Level.WARNING,
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(UPLOADS, "MessageRetentionPeriod", "345600"),
                        "expire after 4 days",
                        "1209600"),
                fault(
                        Level.WARNING,
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(UPLOADS, "RedrivePolicy", ""),
                        "no redrive policy",
                        "dead letters to " + dead),
                fault(
                        Level.WARNING,
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(UPLOADS, "RedrivePolicy", redrive("elsewhere", 50)),
                        "its dead letters go to elsewhere",
                        "deadLetterTargetArn of " + dead),
                fault(
                        Level.WARNING,
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(UPLOADS, "RedrivePolicy", redrive(dead, 1)),
                        "a dead letter after 1 receives",
                        "maxReceiveCount 50"),
                fault(
                        Level.WARNING,
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(UPLOADS, "DelaySeconds", "300"),
                        "waits 300 s",
                        "set DelaySeconds of " + UPLOADS + " to 0"),
                fault(
                        CheckCode.QUEUE_BACKFILL,
                        front -> front.tell(site.bucket() + "-backfill", "MaximumMessageSize", "65536"),
                        "takes messages of up to 65536 bytes",
                        "set MaximumMessageSize"),
                fault(
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(UPLOADS, "MaximumMessageSize", "8192"),
                        UPLOADS + " takes messages of up to 8192 bytes",
                        "set MaximumMessageSize of " + UPLOADS + " to 262144"),
                fault(
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.tell(dead, "MaximumMessageSize", "65536"),
                        dead + " takes messages of up to 65536 bytes",
                        "set MaximumMessageSize of " + dead + " to 262144"),
                fault(
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.refuse("GetQueueUrl", UPLOADS, 403, "InvalidClientTokenId"),
                        "InvalidClientTokenId (403)",
                        "check sqs.accessKeyId and sqs.secretAccessKey"),
                fault(
                        CheckCode.QUEUE_UPLOADS_MESSAGE,
                        front -> front.refuse("Receive", UPLOADS, 403, "SignatureDoesNotMatch"),
                        "SignatureDoesNotMatch (403)",
                        "a clock of this host that is wrong"),
                fault(
                        CheckCode.QUEUE_UPLOADS_MESSAGE,
                        front -> front.refuse("Send", UPLOADS, 400, "KMS.ThrottlingException"),
                        "KMS.ThrottlingException (400)",
                        "run doctor again later"),
                fault(
                        Level.WARNING,
                        CheckCode.QUEUE_UPLOADS_DEAD_LETTER,
                        front -> front.withhold(dead),
                        "one was sent, and not received within 3 s, though no worker receives there",
                        "find out who else receives from " + dead),
                fault(
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.refuse("GetQueueUrl", dead, 400, "QueueDoesNotExist"),
                        dead + " does not exist",
                        "doctor --create"),
                fault(
                        CheckCode.QUEUE_UPLOADS,
                        front -> front.refuse("GetQueueAttributes", UPLOADS, 403, "AccessDeniedException"),
                        "AccessDenied",
                        "grant sqs:GetQueueUrl, GetQueueAttributes"),
                fault(
                        CheckCode.QUEUE_UPLOADS_MESSAGE,
                        front -> front.refuse("ChangeMessageVisibility", UPLOADS, 403, "AccessDeniedException"),
                        "change visibility in SQS queue " + UPLOADS,
                        "ChangeMessageVisibility"),
                fault(
                        CheckCode.QUEUE_UPLOADS_DEAD_LETTER,
                        front -> front.refuse("Send", dead, 400, "KmsAccessDenied"),
                        "send to SQS queue " + dead,
                        "grant kms:GenerateDataKey and kms:Decrypt"),
                fault(
                        CheckCode.QUEUE_UPLOADS_MESSAGE,
                        front -> front.refuse("Send", UPLOADS, 400, "KMS.AccessDeniedException"),
                        "send to SQS queue " + UPLOADS,
                        "grant kms:GenerateDataKey and kms:Decrypt"),
                fault(
                        CheckCode.QUEUE_UPLOADS_MESSAGE,
                        front -> front.refuse("Receive", UPLOADS, 403, "AccessDeniedException"),
                        "receive from SQS queue " + UPLOADS,
                        "ReceiveMessage"),
                fault(
                        CheckCode.QUEUE_UPLOADS_MESSAGE,
                        front -> front.refuse("Delete", UPLOADS, 403, "AccessDeniedException"),
                        "delete from SQS queue " + UPLOADS,
                        "DeleteMessage"));
    }

    @ParameterizedTest(name = "{1}: {4}")
    @MethodSource("faults")
    void what_is_broken_is_named_with_its_cure(
            Level level, CheckCode code, Consumer<SqsFront> scene, String detail, String remedy) {
        scene.accept(sqs);
        List<Finding> findings = findings();
        sqs.accept();

        assertThat(findings).filteredOn(Finding::isTrouble).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.text()).contains(detail).contains(remedy).doesNotContain("Exception:");
        });
    }

    /** Also of a probe that a refused DELETE left. */
    @AfterEach
    void emptyQueues() {
        MigrationQueue uploads = Queues.of(site, "uploads");
        Queues.purge(site, uploads);
        Queues.purge(site, uploads.deadLetters());
    }

    @Test
    void a_page_of_html_in_the_place_of_sqs_is_told() {
        sqs.answerWith("<!DOCTYPE html><html><body>Sign in</body></html>");
        List<Finding> findings = findings();
        sqs.accept();

        assertThat(findings)
                .filteredOn(finding -> finding.code() == CheckCode.QUEUE_UPLOADS)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.ok()).isFalse();
                    assertThat(finding.remedy()).contains("check sqs.endpoint, HTTPS_PROXY and NO_PROXY");
                });
    }
}
