package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A role that may not count dead letters: {@code doctor} cannot tell whether there are any, and says what to grant. */
class DoctorDeadLettersIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final SqsFront sqs = site.closing(new SqsFront(site.sqsEndpoint()));

    @ParameterizedTest
    @ValueSource(ints = {400, 403})
    void what_cannot_be_counted_is_a_warning_with_what_to_grant_and_nothing_is_sent_there(int status) {
        MigrationQueue dead = Queues.of(site, "uploads").deadLetters();
        sqs.refuse("GetQueueAttributes", dead.name(), status, "AccessDeniedException");

        List<Finding> findings = SomeChecks.examine(
                site.settings("sqs.endpoint = \"" + sqs.endpoint() + "\""),
                code -> code == CheckCode.QUEUE_DEAD_LETTERS || code == CheckCode.QUEUE_UPLOADS_DEAD_LETTER);
        sqs.accept();

        assertThat(findings)
                .extracting(Finding::code, Finding::level, Finding::remedy)
                .containsExactly(
                        tuple(
                                CheckCode.QUEUE_DEAD_LETTERS,
                                Level.WARNING,
                                "grant sqs:GetQueueAttributes of " + dead.name()),
                        tuple(
                                CheckCode.QUEUE_UPLOADS_DEAD_LETTER,
                                Level.WARNING,
                                "grant sqs:GetQueueAttributes of " + dead.name()));
        assertThat(findings)
                .allSatisfy(finding -> assertThat(finding.detail())
                        .contains("cannot be told", "AccessDenied")
                        .doesNotContain("Exception:"));
        assertThat(dead.depth().isEmpty()).isTrue();
    }
}
