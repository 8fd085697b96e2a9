package io.nfs2s3.testing;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.ReceivedMessage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Puts bodies of any kind among the dead letters of a queue, and takes them out again. */
public final class DeadLetterQueues {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration HIDDEN = Duration.ofMinutes(1);

    private DeadLetterQueues() {}

    /** One body; in a FIFO queue in a group with all others. */
    public static void put(SqsClient sqs, MigrationQueue queue, String body) {
        MigrationQueue dead = queue.deadLetters();
        String url = sqs.getQueueUrl(request -> request.queueName(dead.name())).queueUrl();
        sqs.sendMessage(request -> {
            request.queueUrl(url).messageBody(body);
            if (dead.isFifo()) {
                request.messageGroupId("g")
                        .messageDeduplicationId(UUID.randomUUID().toString());
            }
        });
    }

    /** The message of each upload, in order. */
    public static void put(SqsClient sqs, MigrationQueue queue, List<FileVersion> uploads) {
        uploads.forEach(
                upload -> put(sqs, queue, MessageCodec.encode(MigrationMessage.of(Source.UPLOAD, FileRef.of(upload)))));
    }

    /** Takes the bodies that are not hidden, in the order in which they come. */
    public static List<String> takeBodies(MigrationQueue queue) {
        List<ReceivedMessage> received = queue.receive(WAIT, HIDDEN);
        queue.delete(received);
        return received.stream().map(ReceivedMessage::body).toList();
    }
}
