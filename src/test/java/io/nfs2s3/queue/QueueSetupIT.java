package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues are made with their dead letters, once. */
class QueueSetupIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final TestSite site = TestSite.empty();

    private final MigrationQueue queue = Queues.create(site, "");

    private static MigrationMessage message(FileVersion upload) {
        return MigrationMessage.of(Source.UPLOAD, FileRef.of(upload));
    }

    private Map<QueueAttributeName, String> attributes(String name) {
        String url = site.sqs().getQueueUrl(request -> request.queueName(name)).queueUrl();
        return site.sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".fifo"})
    void a_queue_is_set_up_with_its_dead_letters(String suffix) throws Exception {
        MigrationQueue queue = Queues.create(site, suffix);
        QueueSetup setup = new QueueSetup(site.sqs(), Queues.settings(site, queue.name()));
        String dead = QueueName.deadLetters(queue.name());

        assertThat(setup.exists(queue.name())).isTrue();
        assertThat(setup.exists(dead)).isTrue();
        assertThat(attributes(queue.name())).containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "90");
        JsonNode redrive = new ObjectMapper().readTree(attributes(queue.name()).get(QueueAttributeName.REDRIVE_POLICY));
        assertThat(redrive.path("maxReceiveCount").asInt()).isEqualTo(7);
        assertThat(redrive.path("deadLetterTargetArn").asText()).endsWith(":" + dead);
    }

    @Test
    void setting_up_a_queue_twice_changes_nothing() {
        queue.send(message(new FileVersion(PATH, 1)));

        new QueueSetup(site.sqs(), Queues.settings(site, queue.name())).create(queue.name());

        assertThat(queue.depth().visible()).isEqualTo(1);
    }

    @Test
    void a_queue_that_is_not_there_is_told() {
        MigrationQueue missing = new MigrationQueue(site.sqs(), site.sqs(), site.bucket() + "-nowhere");

        assertThat(new QueueSetup(site.sqs(), Queues.settings(site, queue.name())).exists(missing.name()))
                .isFalse();
        assertThatThrownBy(() -> missing.send(message(new FileVersion(PATH, 1))))
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("SQS queue " + missing.name())
                .hasMessageNotContaining("\n");
        assertThatThrownBy(missing::depth).isInstanceOf(QueueException.class);
    }
}
