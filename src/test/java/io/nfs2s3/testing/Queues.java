package io.nfs2s3.testing;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.queue.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Looks into the queues of a site. */
public final class Queues {
    private static final Duration HIDDEN = Duration.ofSeconds(60);

    private Queues() {}

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
