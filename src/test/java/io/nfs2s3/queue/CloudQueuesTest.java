package io.nfs2s3.queue;

import static io.nfs2s3.testing.CloudTemplate.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.testing.CloudTemplate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queues of the CloudFormation template are as {@code doctor} wants them, and named as the settings say. */
class CloudQueuesTest {
    private static final QueueSettings DEFAULTS =
            SettingsReader.read(Optional.empty(), Map.of()).sqs();

    private final CloudTemplate template = CloudTemplate.read();

    private String standard(String parameter) {
        return value(template.parameter(parameter), "Default");
    }

    /** The name of a queue that no parameter names: as the settings have it for the bucket. */
    private static String ofBucket(String queue) {
        String use = queue.toLowerCase(Locale.ROOT);
        return QueueName.ofSite("BUCKET", "", use).replace("BUCKET", "${MediaBucket}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Uploads", "UploadsDead", "Backfill", "BackfillDead"})
    void each_keeps_messages_for_as_long_and_takes_them_as_large_as_doctor_wants(String name) {
        String queue = template.resource(name);

        assertThat(value(queue, "MessageRetentionPeriod")).isEqualTo(String.valueOf(QueueLook.WANTED_RETENTION));
        assertThat(value(queue, "MaximumMessageSize")).isEqualTo(String.valueOf(MigrationMessage.MAX_BYTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Uploads", "Backfill"})
    void what_no_worker_could_handle_goes_to_the_queue_where_dlq_looks(String name) {
        String queue = template.resource(name);
        String dead = template.resource(name + "Dead");
        String parameter = name + "Queue";

        String ofBucket = ofBucket(name);

        assertThat(value(queue, "QueueName"))
                .isEqualTo("!If [Has" + parameter + ", !Ref " + parameter + ", !Sub \"" + ofBucket + "\"]");
        assertThat(value(dead, "QueueName"))
                .isEqualTo("!If [Has" + parameter + ", !Sub \"" + QueueName.deadLetters("${" + parameter + "}")
                        + "\", !Sub \"" + QueueName.deadLetters(ofBucket) + "\"]");
        assertThat(value(queue, "deadLetterTargetArn")).isEqualTo("!GetAtt " + name + "Dead.Arn");
        assertThat(value(queue, "maxReceiveCount")).isEqualTo("!Ref MaxReceives");
        assertThat(dead)
                .contains(":${AWS::AccountId}:${" + parameter + "}\"")
                .contains(":${AWS::AccountId}:" + ofBucket + "\"");
        assertThat(Long.parseLong(value(template.parameter("MaxReceives"), "MinValue")))
                .isGreaterThanOrEqualTo(QueueLook.LEAST_RECEIVES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Uploads", "Backfill"})
    void a_message_can_be_received_at_once_and_is_hidden_for_as_long_as_the_settings_say(String name) {
        String queue = template.resource(name);

        assertThat(value(queue, "DelaySeconds")).isEqualTo("0");
        assertThat(value(queue, "VisibilityTimeout")).isEqualTo("!Ref VisibilityTimeout");
    }

    @Test
    void the_parameters_have_the_defaults_of_the_settings() {
        assertThat(standard("UploadsQueue")).isEmpty();
        assertThat(standard("BackfillQueue")).isEmpty();
        assertThat(standard("VisibilityTimeout"))
                .isEqualTo(String.valueOf(DEFAULTS.visibilityTimeout().toSeconds()));
        assertThat(standard("MaxReceives")).isEqualTo(String.valueOf(DEFAULTS.maxReceives()));
    }
}
