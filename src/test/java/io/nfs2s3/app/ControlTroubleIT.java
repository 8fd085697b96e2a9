package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nfs2s3.control.Asked;
import io.nfs2s3.control.Control;
import io.nfs2s3.http.ControlDesk.Answer;
import io.nfs2s3.http.ControlDesk.Caller;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.recovery.DeadLetters;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;

/** Acts of operators that the program or the database cannot do. */
class ControlTroubleIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static Application application;
    private static Control control;
    private static OperatorDesk desk;

    @BeforeAll
    static void open() {
        application = site.application();
        control = site.closing(application.control());
        desk = new OperatorDesk(application, control);
    }

    private static Answer pause(String by) {
        return desk.act("pause", "{\"by\":\"" + by + "\",\"kind\":\"verify\"}", new Caller("127.0.0.1", null));
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private static List<String> recorded(String by) {
        return site.query(
                "SELECT coalesce(outcome, 'begun') FROM nfs2s3.control_act WHERE by_name = ? ORDER BY id", by);
    }

    /** As of a library that lacks a class. */
    private static final class BrokenClient implements SqsClient {
        @Override
        public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
            throw new LinkageError("a class is missing");
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }

    @Test
    void the_record_has_the_end_of_an_act_that_the_program_cannot_do() {
        SqsClient client = new BrokenClient();
        DeadLetters letters = new DeadLetters(
                new MigrationQueue(client, client, "broken"),
                application.settings().kinds());

        // nothing is thrown if this machine takes longer than a request waits
        Throwable error =
                catchThrowable(() -> control.redrive(new Asked("ann", "127.0.0.1", null, "{}"), letters, 1, 1, false));

        site.await(() -> recorded("ann").size() == 2);
        assertThat(recorded("ann")).containsExactly("begun", "ended early: a class is missing");
        assertThat(error == null || error.getCause() instanceof LinkageError).isTrue();
    }

    @Test
    void a_schema_of_before_is_named_with_what_to_do() {
        execute("ALTER TABLE nfs2s3.control_act RENAME TO control_act_gone");
        try {
            for (Answer answer : List.of(pause("bob"), desk.state())) {
                assertThat(answer.status()).as(answer.json()).isEqualTo(503);
                assertThat(answer.json()).contains("the schema nfs2s3 is missing or old; run 'nfs2s3 schema migrate'");
            }
        } finally {
            execute("ALTER TABLE nfs2s3.control_act_gone RENAME TO control_act");
        }
        assertThat(application.runs().controls(RunKind.VERIFY).read()).isEqualTo(RunControl.NOTHING_SAID);
    }

    @Test
    void what_nobody_foresaw_is_answered_as_json_too() {
        execute("ALTER TABLE nfs2s3.control_act ADD CONSTRAINT not_cid CHECK (by_name <> 'cid')");

        Answer answer = pause("cid");

        assertThat(answer.status()).as(answer.json()).isEqualTo(500);
        assertThat(answer.json()).startsWith("{\"error\":\"unexpected: ").contains("not_cid");
        assertThat(application.runs().controls(RunKind.VERIFY).read()).isEqualTo(RunControl.NOTHING_SAID);
    }
}
