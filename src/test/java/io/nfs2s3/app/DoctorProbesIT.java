package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The messages by which {@code doctor} tries the queues: the site's own stay where they are, and dead letters get none. */
class DoctorProbesIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final SqsFront sqs = site.closing(new SqsFront(site.sqsEndpoint()));
    private static final String UPLOADS = site.bucket() + "-uploads";

    private static List<Finding> findings() {
        return SomeChecks.examineQueues(site, sqs);
    }

    /** Of a probe that did not come back. */
    @AfterEach
    void emptyQueues() {
        MigrationQueue uploads = Queues.of(site, "uploads");
        Queues.purge(site, uploads);
        Queues.purge(site, uploads.deadLetters());
    }

    /** A worker may have been faster. */
    @Test
    void a_probe_that_does_not_come_back_is_not_said_to_be_deleted() {
        sqs.withhold(UPLOADS);
        List<Finding> findings = findings();
        sqs.accept();

        assertThat(findings)
                .filteredOn(finding -> finding.code() == CheckCode.QUEUE_UPLOADS_MESSAGE)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.OK);
                    assertThat(finding.detail())
                            .startsWith("one was sent, and not received within 3 s")
                            .contains("a worker or the next check deletes it");
                });
    }

    @Test
    void the_sites_messages_stay_where_they_are() {
        MigrationQueue uploads = Queues.of(site, "uploads");
        Copies.paths("waits", 25)
                .forEach(path -> uploads.send(MigrationMessage.of(Source.UPLOAD, new FileRef(path, 1, null))));

        assertThat(findings()).allMatch(Finding::ok);

        assertThat(uploads.depth().inFlight()).isZero();
        assertThat(Queues.takeFiles(uploads))
                .filteredOn(file -> file.path().value().contains("waits"))
                .hasSize(25)
                .doesNotHaveDuplicates();
    }

    @Test
    void dead_letters_get_no_probe_among_them() {
        MigrationQueue dead = Queues.of(site, "uploads").deadLetters();
        dead.send(MigrationMessage.of(Source.UPLOAD, new FileRef(MediaPath.of("images/dead.jpg"), 1, null)));

        assertThat(findings())
                .allMatch(Finding::ok)
                .filteredOn(Finding::isTrouble)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(CheckCode.QUEUE_DEAD_LETTERS);
                    assertThat(finding.text()).contains("about 1 in " + UPLOADS + "-dead", "nfs2s3 dlq status");
                });

        assertThat(dead.depth().inFlight()).isZero();
        assertThat(Queues.takeFiles(dead))
                .singleElement()
                .satisfies(file -> assertThat(file.path()).isEqualTo(MediaPath.of("images/dead.jpg")));
    }
}
