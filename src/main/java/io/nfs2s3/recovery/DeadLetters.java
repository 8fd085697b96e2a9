package io.nfs2s3.recovery;

import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.queue.BatchResult;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.queue.SendResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The dead letters of one queue: what is there, and the way back. Thread-safe.
 *
 * <p>Every method throws {@link QueueException} when SQS cannot be reached or refuses.
 */
public final class DeadLetters {
    /** SQS asks all of its servers in a receive that waits, and only some in one that does not. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private static final Duration PEEK = Duration.ofSeconds(10);
    private final MigrationQueue queue;
    private final MigrationQueue dead;
    private final MediaKinds kinds;

    /** @param queue the queue that they come from and go back to */
    public DeadLetters(MigrationQueue queue, MediaKinds kinds) {
        this.queue = queue;
        this.dead = queue.deadLetters();
        this.kinds = kinds;
    }

    /** Name of the dead-letter queue. */
    public String name() {
        return dead.name();
    }

    /** Name of the queue that they come from. */
    public String queueName() {
        return queue.name();
    }

    public QueueDepth depth() {
        return dead.depth();
    }

    /**
     * Looks at up to {@value MigrationQueue#BATCH} messages, the oldest of them first, and gives them back at once.
     * Nothing changes but SQS's count of their receives, which means nothing among dead letters.
     */
    public List<DeadLetter> peek() {
        List<ReceivedMessage> received = dead.receive(WAIT, PEEK);
        try {
            return sorted(received);
        } finally {
            dead.hide(received, Duration.ZERO);
        }
    }

    /** The next messages, hidden for so long. */
    List<DeadLetter> receive(Duration visibility) {
        return sorted(dead.receive(WAIT, visibility));
    }

    private List<DeadLetter> sorted(List<ReceivedMessage> received) {
        return received.stream()
                .sorted(Comparator.comparing(ReceivedMessage::sentAt))
                .map(message -> DeadLetter.of(message, kinds))
                .toList();
    }

    /** Sends messages to the queue that they come from. @return one result for each, in the same order */
    List<SendResult> resend(List<DeadLetter> letters) {
        return queue.resend(received(letters));
    }

    BatchResult delete(List<DeadLetter> letters) {
        return dead.delete(received(letters));
    }

    void hide(List<DeadLetter> letters, Duration visibility) {
        dead.hide(received(letters), visibility);
    }

    private static List<ReceivedMessage> received(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::received).toList();
    }
}
