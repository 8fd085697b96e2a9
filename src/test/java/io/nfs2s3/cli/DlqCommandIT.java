package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.DeadLetterQueues;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters as an operator sees them: three of the live queue, one of which is no message, and one of backfill. */
class DlqCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());
    private static final MigrationQueue uploads = Queues.of(site, "uploads");
    private static final MigrationQueue backfill = Queues.of(site, "backfill");

    @BeforeEach
    void fill() {
        for (MigrationQueue queue : List.of(uploads, backfill, uploads.deadLetters(), backfill.deadLetters())) {
            Queues.purge(site, queue);
        }
        List<FileVersion> dead = Copies.paths("dead", 3).stream()
                .map(path -> new FileVersion(path, 1))
                .toList();
        DeadLetterQueues.put(site.sqs(), uploads, dead.subList(0, 2));
        DeadLetterQueues.put(site.sqs(), uploads, "what\nis this?");
        DeadLetterQueues.put(site.sqs(), backfill, dead.subList(2, 3));
    }

    private void nothing_has_moved() {
        assertThat(uploads.depth().isEmpty()).isTrue();
        assertThat(backfill.depth().isEmpty()).isTrue();
        assertThat(uploads.deadLetters().depth().visible()).isEqualTo(3);
        assertThat(backfill.deadLetters().depth().visible()).isEqualTo(1);
    }

    @Test
    void the_status_counts_them_and_says_what_is_wrong_with_a_few() {
        List<String> lines = commands.done("dlq status");

        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).isEqualTo(uploads.name() + "-dead: 3 messages, 0 in flight");
        assertThat(lines.subList(1, 4))
                .anyMatch(line ->
                        line.matches("  \\d+ s old, can go back: \\{\"version\":1,.*\"path\":\"images/dead1\\.jpg\".*"))
                .anyMatch(line ->
                        line.matches("  \\d+ s old, not a migration message: it is not JSON.*: what\\\\x0Ais this\\?"));
        assertThat(lines.get(4)).isEqualTo(backfill.name() + "-dead: 1 message, 0 in flight");
        nothing_has_moved();
    }

    @Test
    void a_script_gets_the_counts() {
        JsonNode status = commands.run("dlq status --json").json().get(0);

        assertThat(status.at("/uploads/deadLetters").asText()).isEqualTo(uploads.name() + "-dead");
        assertThat(status.at("/uploads/visible").asLong()).isEqualTo(3);
        assertThat(status.at("/uploads/inFlight").asLong()).isZero();
        assertThat(status.at("/backfill/visible").asLong()).isEqualTo(1);
    }

    @Test
    void a_redrive_moves_the_readable_ones_and_says_why_others_stay() {
        List<String> lines = commands.done("dlq redrive --rate 1000");

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .isEqualTo(uploads.name() + "-dead -> " + uploads.name() + ": 2 messages moved, 1 unreadable kept");
        assertThat(lines.get(1)).startsWith("  not a migration message: it is not JSON");
        assertThat(lines.get(2))
                .isEqualTo(backfill.name() + "-dead -> " + backfill.name() + ": 1 message moved, 0 unreadable kept");
        assertThat(lines.get(3)).isEqualTo("redriven=3 left=1");
        assertThat(Queues.takeUploads(uploads)).hasSize(2);
        assertThat(Queues.takeUploads(backfill)).hasSize(1);
        assertThat(DeadLetterQueues.takeBodies(uploads.deadLetters())).containsExactly("what\nis this?");
    }

    @ParameterizedTest
    @CsvSource({
        "--queue uploads, 2, 1",
        "--queue BACKFILL, 1, 0",
        "--queue uploads --unreadable, 3, 0",
        "--limit 1, 1, 3",
        "--limit 3, 3, 1",
        "--unreadable, 4, 0",
    })
    void a_script_gets_the_end_line(String options, long redriven, long left) {
        JsonNode result =
                commands.run("dlq redrive --rate 1000 --json " + options).json().get(0);

        assertThat(result.path("moved").asLong()).isEqualTo(redriven);
        assertThat(result.path("left").asLong()).isEqualTo(left);
    }

    @Test
    void a_script_gets_the_reasons_of_what_stays() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Commands through = new Commands(site.settingsFile("sqs.endpoint = \"" + sqs.endpoint() + "\""));
            sqs.refuse(body -> body.contains("dead1"), false, "KMS.AccessDenied");

            Commands.Ran ran = through.run("dlq redrive --rate 1000 --json");

            assertThat(ran.code()).isEqualTo(1);
            JsonNode result = ran.onlyJson();
            assertThat(result.path("moved").asLong()).isEqualTo(2);
            assertThat(result.path("left").asLong()).isEqualTo(2);
            assertThat(result.path("kept").asLong()).isEqualTo(1);
            assertThat(result.path("refused").asLong()).isEqualTo(1);
            assertThat(result.path("reasons"))
                    .extracting(JsonNode::asText)
                    .hasSize(2)
                    .anyMatch(reason -> reason.startsWith("not a migration message"))
                    .anyMatch(reason -> reason.startsWith("SQS refused it: ") && reason.contains("KMS.AccessDenied"));
        }
    }

    @Test
    void a_message_that_went_back_and_was_not_deleted_is_told_to_a_script() {
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            Commands through = new Commands(site.settingsFile("sqs.endpoint = \"" + sqs.endpoint() + "\""));
            sqs.refuseDeletes("InternalError");

            JsonNode result = through.run("dlq redrive --rate 1000 --json --queue backfill")
                    .onlyJson();

            assertThat(result.path("moved").asLong()).isEqualTo(1);
            assertThat(result.path("reasons").toString()).contains("they are in both queues");
        }
    }

    @Test
    void a_dry_run_changes_nothing() {
        assertThat(commands.done("dlq redrive --dry-run"))
                .containsExactly(
                        uploads.name() + "-dead: 3 messages; of 3 looked at, 2 would go back to " + uploads.name(),
                        backfill.name() + "-dead: 1 message; of 1 looked at, 1 would go back to " + backfill.name());
        JsonNode preview = commands.run("dlq redrive --dry-run --json --queue uploads --unreadable")
                .json()
                .get(0);
        assertThat(preview.path("deadLetters").asText()).isEqualTo(uploads.name() + "-dead");
        assertThat(preview.path("visible").asLong()).isEqualTo(3);
        assertThat(preview.path("lookedAt").asLong()).isEqualTo(3);
        assertThat(preview.path("wouldMove").asLong()).isEqualTo(3);
        nothing_has_moved();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlq", "dlq redrive --rate -1", "dlq redrive --queue other", "dlq redrive --limit 0"})
    void wrong_usage_moves_nothing(String line) {
        Commands.Ran ran = commands.run(line);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().get(0)).startsWith("nfs2s3: ");
        nothing_has_moved();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlq status", "dlq status --json", "dlq redrive", "dlq redrive --dry-run"})
    void while_sqs_is_down_one_line_says_so(String line) {
        try (TcpProxy sqs = Wire.toSqs(site)) {
            sqs.refuse();
            Commands.Ran ran = new Commands(site.settingsFile(Wire.sqsSetting(sqs))).run(line);

            assertThat(ran.code()).isEqualTo(3);
            assertThat(ran.err()).singleElement().asString().contains("SQS queue " + uploads.name() + "-dead");
        }
    }
}
