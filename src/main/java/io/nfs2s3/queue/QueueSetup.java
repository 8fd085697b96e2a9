package io.nfs2s3.queue;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Looks whether queues exist, and creates them as nfs2s3 wants them. */
public final class QueueSetup {
    private static final String FOURTEEN_DAYS = String.valueOf(14 * 24 * 3600);
    private final SqsClient sqs;
    private final QueueSettings settings;

    public QueueSetup(SqsClient sqs, QueueSettings settings) {
        this.sqs = sqs;
        this.settings = settings;
    }

    /** Whether a queue exists. @throws QueueException when SQS cannot be reached */
    public boolean exists(String name) {
        try {
            sqs.getQueueUrl(request -> request.queueName(name));
            return true;
        } catch (QueueDoesNotExistException e) {
            return false;
        } catch (SdkException e) {
            throw QueueException.of("look up", name, e);
        }
    }

    /** What SQS says of a queue, its numbers of messages included. @throws QueueException when it cannot be asked */
    Map<QueueAttributeName, String> attributes(String name) {
        try {
            String url = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
            return sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                    .attributes();
        } catch (SdkException e) {
            throw QueueException.of("look at", name, e);
        }
    }

    /**
     * Creates a queue and its dead-letter queue where they are missing. Both keep messages for 14 days, the longest
     * that SQS allows: dead letters of a standard queue keep the time of their first sending.
     */
    public void create(String name) {
        String dead = QueueName.deadLetters(name);
        try {
            String deadUrl = create(dead, Map.of());
            String deadArn = sqs.getQueueAttributes(
                            request -> request.queueUrl(deadUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes()
                    .get(QueueAttributeName.QUEUE_ARN);
            create(
                    name,
                    Map.of(
                            QueueAttributeName.VISIBILITY_TIMEOUT,
                            String.valueOf(settings.visibilityTimeout().toSeconds()),
                            QueueAttributeName.REDRIVE_POLICY,
                            "{\"deadLetterTargetArn\":\"" + deadArn + "\",\"maxReceiveCount\":\""
                                    + settings.maxReceives() + "\"}"));
        } catch (SdkException e) {
            throw QueueException.of("create", name, e);
        }
    }

    private String create(String name, Map<QueueAttributeName, String> more) {
        if (exists(name)) {
            return sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
        }
        Map<QueueAttributeName, String> attributes = new HashMap<>(more);
        attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, FOURTEEN_DAYS);
        if (QueueName.isFifo(name)) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        return sqs.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
    }
}
