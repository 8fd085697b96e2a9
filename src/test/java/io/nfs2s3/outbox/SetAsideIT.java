package io.nfs2s3.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An entry that cannot be sent does not freeze the outbox. */
class SetAsideIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static Application behind(SqsProxy sqs) {
        return site.application("sqs.endpoint = \"" + sqs.endpoint() + "\"");
    }

    private static SqsProxy refusing(String part, boolean senderFault) {
        SqsProxy sqs = SqsProxy.to(site.sqsEndpoint());
        sqs.refuse(body -> body.contains(part), senderFault);
        return sqs;
    }

    private static void append(Application application, int count) {
        application
                .outbox()
                .append(IntStream.range(0, count)
                        .mapToObj(i -> new FileVersion(MediaPath.of("images/" + i + ".jpg"), 1))
                        .toList());
    }

    private static List<String> paths(List<String> bodies) {
        return bodies.stream()
                .map(body -> body.replaceAll(".*\"path\":\"([^\"]+)\".*", "$1"))
                .toList();
    }

    @Test
    void an_entry_that_sqs_refuses_for_its_own_fault_is_set_aside_at_the_third_time() {
        try (SqsProxy sqs = refusing("/2.jpg", true)) {
            Application application = behind(sqs);
            append(application, 25);

            for (int time = 1; time <= 3; time++) {
                DrainResult result = application.drainer().drain();
                assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
                assertThat(result.reason()).contains("InvalidMessageContents");
            }
            assertThat(application.drainer().drain().outcome()).isEqualTo(Outcome.EMPTIED);

            assertThat(application.outbox().status()).isEqualTo(new OutboxStatus(0, 0, 1));
            assertThat(application.outbox().listSetAside(10)).singleElement().satisfies(entry -> {
                assertThat(entry.message()).contains("/2.jpg");
                assertThat(entry.lastError()).contains("InvalidMessageContents: refused");
            });
            assertThat(paths(sqs.log().accepted()))
                    .doesNotContain("images/2.jpg")
                    .contains("images/24.jpg");
            // what only waits aside does not send later uploads through the outbox
            assertThat(application
                            .catalog()
                            .register(List.of(MediaPath.of("images/new.jpg")))
                            .values())
                    .allMatch(registration -> registration.outboxEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AccessDenied",
                "KMS.AccessDeniedException",
                "KMS.DisabledException",
                "KmsThrottled",
                "OverLimit",
                "RequestThrottled",
                "InvalidParameterValue", // of all entries alike
                "SomethingThatNobodyKnows"
            })
    void an_entry_that_sqs_refuses_for_no_fault_of_its_own_is_never_set_aside(String code) {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            sqs.refuse(body -> true, true, code);
            Application application = behind(sqs);
            append(application, 3);

            for (int time = 1; time <= 4; time++) {
                assertThat(application.drainer().drain().reason()).contains(code);
            }

            assertThat(application.outbox().status().setAside()).isZero();
            sqs.accept();
            assertThat(application.drainer().drain()).isEqualTo(new DrainResult(3, Outcome.EMPTIED, ""));
        }
    }

    @Test
    void an_entry_that_sqs_fails_to_take_waits_for_ever_and_keeps_its_place() {
        try (SqsProxy sqs = refusing("/2.jpg", false)) {
            Application application = behind(sqs);
            append(application, 5);

            IntStream.range(0, 5).forEach(time -> application.drainer().drain());

            assertThat(application.outbox().status().setAside()).isZero();
            assertThat(application.outbox().list(10))
                    .hasSize(3)
                    .first()
                    .satisfies(entry -> assertThat(entry.attempts()).isEqualTo(5));
            sqs.accept();
            assertThat(application.drainer().drain().sent()).isEqualTo(3);
        }
    }

    @Test
    void what_no_answer_confirms_stays_in_the_outbox() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = behind(sqs);
            append(application, 3);
            sqs.swallowBatches();

            for (int time = 1; time <= 4; time++) {
                DrainResult result = application.drainer().drain();
                assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
                assertThat(result.reason()).contains("does not say that SQS has it");
            }

            assertThat(application.outbox().status().setAside()).isZero();
            sqs.accept();
            assertThat(application.drainer().drain()).isEqualTo(new DrainResult(3, Outcome.EMPTIED, ""));
        }
    }

    @Test
    void only_the_prefix_that_sqs_accepted_leaves_the_outbox() {
        try (SqsProxy sqs = refusing("/4.jpg", false)) {
            Application application = behind(sqs);
            append(application, 8);

            assertThat(application.drainer().drain().sent()).isEqualTo(4);

            assertThat(paths(application.outbox().list(10).stream()
                            .map(OutboxEntry::message)
                            .toList()))
                    .containsExactly("images/4.jpg", "images/5.jpg", "images/6.jpg", "images/7.jpg");
        }
    }

    @Test
    void an_entry_that_is_no_message_is_set_aside_at_once_and_can_be_taken_back() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Application application = behind(sqs);
            append(application, 2);
            site.jdbi()
                    .useHandle(handle -> handle.execute(
                            "UPDATE nfs2s3.outbox SET message = 'broken' WHERE message LIKE '%/0.jpg%'"));

            DrainResult result = application.drainer().drain();

            assertThat(result).isEqualTo(new DrainResult(1, Outcome.EMPTIED, ""));
            assertThat(application.outbox().status().setAside()).isEqualTo(1);
            assertThat(application.outbox().takeBack()).isEqualTo(1);
            assertThat(application.outbox().status().depth()).isEqualTo(1);
        }
    }
}
