package io.nfs2s3.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.doctor.Answer;
import io.nfs2s3.media.ErrorText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Whether a queue and its dead letters are there, and set up so that no message is lost. Used once. */
final class QueueLook {
    /** As {@link QueueSetup} has them, and the longest that SQS allows. */
    static final long WANTED_RETENTION = Duration.ofDays(14).toSeconds();

    /** Messages of live uploads are received within seconds; shorter than this they may expire in an outage. */
    private static final long LEAST_RETENTION = Duration.ofHours(1).toSeconds();

    /** A host that is stopped, and a check, cost a receive each. */
    static final long LEAST_RECEIVES = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final QueueSetup queues;
    private final String name;
    private final List<String> faults = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();
    private final List<String> remedies = new ArrayList<>();

    QueueLook(QueueSetup queues, String name) {
        this.queues = queues;
        this.name = name;
    }

    /** @throws QueueException when SQS cannot be reached or refuses */
    Answer look() {
        String dead = QueueName.deadLetters(name);
        for (String wanted : List.of(name, dead)) {
            if (!queues.exists(wanted)) {
                return Answer.broken(wanted + " does not exist", "run 'nfs2s3 doctor --create'");
            }
        }
        Map<QueueAttributeName, String> own = queues.attributes(name);
        retention(name, own);
        delay(name, own);
        largest(name, own);
        redrive(own.getOrDefault(QueueAttributeName.REDRIVE_POLICY, ""), dead);
        deadLetters(dead);
        return answer();
    }

    /** Without their attributes the status alone misses something. */
    private void deadLetters(String dead) {
        try {
            Map<QueueAttributeName, String> attributes = queues.attributes(dead);
            retention(dead, attributes);
            largest(dead, attributes);
        } catch (QueueException e) {
            flaws.add(ErrorText.of(e));
            remedies.add(QueueRemedy.toCount(dead));
        }
    }

    private Answer answer() {
        String remedy = String.join("; ", remedies);
        if (!faults.isEmpty()) {
            faults.addAll(flaws);
            return Answer.broken(String.join("; ", faults), remedy);
        }
        return flaws.isEmpty()
                ? Answer.good("exists, with its dead letters")
                : Answer.warning(String.join("; ", flaws), remedy);
    }

    private void retention(String queue, Map<QueueAttributeName, String> attributes) {
        long seconds = number(attributes, QueueAttributeName.MESSAGE_RETENTION_PERIOD, WANTED_RETENTION);
        if (seconds < WANTED_RETENTION) {
            (seconds < LEAST_RETENTION ? faults : flaws).add("messages of " + queue + " expire after " + span(seconds));
            remedies.add("set MessageRetentionPeriod of " + queue + " to " + WANTED_RETENTION + " (14 days)");
        }
    }

    private void delay(String queue, Map<QueueAttributeName, String> attributes) {
        long seconds = number(attributes, QueueAttributeName.DELAY_SECONDS, 0);
        if (seconds > 0) {
            flaws.add("each message of " + queue + " waits " + span(seconds) + " before it can be received");
            remedies.add("set DelaySeconds of " + queue + " to 0");
        }
    }

    /** An upload fits into less. But a sweep, and a request of many files, fill their messages as a backfill does. */
    private void largest(String queue, Map<QueueAttributeName, String> attributes) {
        long bytes = number(attributes, QueueAttributeName.MAXIMUM_MESSAGE_SIZE, MigrationMessage.MAX_BYTES);
        if (bytes < MigrationMessage.MAX_BYTES) {
            faults.add(queue + " takes messages of up to " + bytes + " bytes, and larger ones are sent there");
            remedies.add("set MaximumMessageSize of " + queue + " to " + MigrationMessage.MAX_BYTES);
        }
    }

    private void redrive(String policy, String dead) {
        if (policy.isEmpty()) {
            flaws.add("it has no redrive policy, so that a message that kills its worker comes for ever");
            remedies.add("set RedrivePolicy: dead letters to " + dead + ", maxReceiveCount 50");
            return;
        }
        JsonNode fields = fields(policy);
        String arn = fields.path("deadLetterTargetArn").asText();
        String target = arn.substring(arn.lastIndexOf(':') + 1);
        if (!target.equals(dead)) {
            flaws.add("its dead letters go to " + target + ", where 'dlq' does not look");
            remedies.add("set RedrivePolicy: deadLetterTargetArn of " + dead);
        }
        long receives = fields.path("maxReceiveCount").asLong();
        if (receives < LEAST_RECEIVES) {
            flaws.add("a message is a dead letter after " + receives + " receives, which restarts use up");
            remedies.add("set RedrivePolicy: maxReceiveCount 50");
        }
    }

    private static JsonNode fields(String policy) {
        try {
            return JSON.readTree(policy);
        } catch (JsonProcessingException e) {
            throw new QueueException("the redrive policy is no JSON: " + policy, e);
        }
    }

    private static long number(Map<QueueAttributeName, String> attributes, QueueAttributeName name, long otherwise) {
        String value = attributes.getOrDefault(name, "");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : otherwise;
    }

    private static String span(long seconds) {
        return seconds % 86_400 == 0 ? seconds / 86_400 + " days" : seconds + " s";
    }
}
