package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.CheckCategory;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.queue.QueueSetup;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The queues that {@code doctor --create} makes are well, and one that it cannot make is named with the cure. */
class DoctorCreatedQueuesIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final SqsFront sqs = site.closing(new SqsFront(site.sqsEndpoint()));

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, 'grant sqs:CreateQueue, GetQueueUrl and GetQueueAttributes'",
        "400, QueueDeletedRecently, run it again in a minute"
    })
    void a_queue_that_cannot_be_created_is_named_with_the_cure(int status, String code, String remedy) {
        String missing = site.bucket() + "-missing";
        sqs.refuse("CreateQueue", missing + "-dead", status, code);
        List<Finding> created = create("sqs.uploads = \"" + missing + "\"");
        sqs.accept();

        assertThat(created)
                .filteredOn(finding -> finding.code() == CheckCode.QUEUE_UPLOADS)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.BROKEN);
                    assertThat(finding.detail())
                            .isEqualTo("create SQS queue " + missing + " failed: " + code + " (" + status + ")");
                    assertThat(finding.remedy()).contains(remedy);
                });
    }

    private static List<Finding> create(String setting) {
        try (Application application =
                new Application(site.settings("sqs.endpoint = \"" + sqs.endpoint() + "\"", setting))) {
            return application.doctor().create();
        }
    }

    @Test
    void queues_that_the_doctor_created_are_well_also_fifo_ones() {
        String fifo = "sqs { uploads = \"" + site.bucket() + "-u.fifo\", backfill = \"" + site.bucket() + "-b.fifo\" }";
        try (Application application = new Application(site.settings(fifo))) {
            assertThat(application.doctor().create()).allMatch(Finding::ok);
            assertThat(application.doctor().examineAll())
                    .filteredOn(finding -> finding.code().category() == CheckCategory.QUEUE)
                    .allMatch(finding -> finding.level() == Level.OK);
        }
        assertThat(new QueueSetup(site.sqs(), site.settings().sqs()).exists(site.bucket() + "-u-dead.fifo"))
                .isTrue();
    }
}
