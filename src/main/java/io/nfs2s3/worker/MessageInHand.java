package io.nfs2s3.worker;

import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.ReceivedMessage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A received message and the outcomes of its files so far. Thread-safe. */
final class MessageInHand {
    private final MigrationQueue queue;
    private final ReceivedMessage received;
    private final MigrationMessage content;
    private final AtomicInteger open;
    private final Queue<FileOutcome.Retry> retries = new ConcurrentLinkedQueue<>();
    private volatile boolean comesBack;

    MessageInHand(MigrationQueue queue, ReceivedMessage received, MigrationMessage content) {
        this.queue = queue;
        this.received = received;
        this.content = content;
        this.open = new AtomicInteger(content.files().size());
    }

    MigrationQueue queue() {
        return queue;
    }

    ReceivedMessage received() {
        return received;
    }

    MigrationMessage content() {
        return content;
    }

    /** Takes the outcome of one file. @return whether it was the last one */
    boolean add(FileOutcome outcome) {
        if (outcome instanceof FileOutcome.Retry retry) {
            retries.add(retry);
        } else if (outcome instanceof FileOutcome.Outage || outcome instanceof FileOutcome.NotStarted) {
            comesBack = true;
        }
        return open.decrementAndGet() == 0;
    }

    /** Whether a file met an outage or was not started, so that the whole message is to be received again. */
    boolean comesBack() {
        return comesBack;
    }

    Queue<FileOutcome.Retry> retries() {
        return retries;
    }
}
