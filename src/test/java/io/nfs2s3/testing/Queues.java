package io.nfs2s3.testing;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueSettings;
import io.nfs2s3.queue.QueueSetup;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.queue.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks into the queues of a site. */
public final class Queues {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration HIDDEN = Duration.ofSeconds(60);

    private Queues() {}

    /** A queue of a name of its own that ends in a suffix, with its dead letters, which take a message that came seven times. */
    public static MigrationQueue create(TestSite site, String suffix) {
        String name = site.bucket() + "-q" + NUMBER.incrementAndGet() + suffix;
        new QueueSetup(site.sqs(), settings(site, name)).create(name);
        return new MigrationQueue(site.sqs(), site.sqs(), name);
    }

    /** As {@link #create} has them. */
    public static QueueSettings settings(TestSite site, String name) {
        return new QueueSettings(
                Optional.of(site.sqsEndpoint()), name, "unused", Duration.ofSeconds(90), Duration.ofSeconds(1), 7);
    }

    /** The queue {@code SITE-suffix}, reached without a detour. */
    public static MigrationQueue of(TestSite site, String suffix) {
        return new MigrationQueue(site.sqs(), site.sqs(), site.bucket() + "-" + suffix);
    }

    /** Takes all messages that are not hidden, in the order in which they come. */
    public static List<MigrationMessage> take(MigrationQueue queue) {
        List<MigrationMessage> messages = new ArrayList<>();
        List<ReceivedMessage> received;
        do {
            received = queue.receive(Duration.ZERO, HIDDEN);
            received.forEach(message -> messages.add(decode(message.body())));
            queue.delete(received);
        } while (!received.isEmpty() || queue.depth().visible() > 0);
        return messages;
    }

    /** Removes all messages, also those that are hidden, and what is no message of ours. */
    public static void purge(TestSite site, MigrationQueue queue) {
        String url = site.sqs()
                .getQueueUrl(request -> request.queueName(queue.name()))
                .queueUrl();
        site.sqs().purgeQueue(request -> request.queueUrl(url));
    }

    /** The files of all messages. */
    public static List<FileRef> takeFiles(MigrationQueue queue) {
        return take(queue).stream().flatMap(message -> message.files().stream()).toList();
    }

    /** The uploads of all messages, which must all have a generation. */
    public static List<FileVersion> takeUploads(MigrationQueue queue) {
        return takeFiles(queue).stream().map(Queues::upload).toList();
    }

    public static FileVersion upload(FileRef file) {
        return new FileVersion(file.path(), Objects.requireNonNull(file.generation(), "no generation"));
    }

    public static MigrationMessage decode(String body) {
        try {
            return MessageCodec.decode(body);
        } catch (UnreadableMessageException e) {
            throw new AssertionError("not a message: " + body, e);
        }
    }
}
