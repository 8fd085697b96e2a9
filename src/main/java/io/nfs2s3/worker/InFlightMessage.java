package io.nfs2s3.worker;

import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.ReceivedMessage;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A received message and the outcomes of its files so far. Thread-safe. */
final class InFlightMessage {
    /** SQS hides a message for so long at most, from its receive on. A little less, for the way there. */
    private static final Duration LONGEST = Duration.ofHours(12).minusMinutes(1);

    private final MigrationQueue queue;
    private final boolean live;
    private final ReceivedMessage received;
    private final MigrationMessage content;
    private final long receivedAt = System.nanoTime();
    private final AtomicInteger open;
    private final Queue<FileOutcome.Retry> retries = new ConcurrentLinkedQueue<>();
    private volatile boolean comesBack;

    InFlightMessage(MigrationQueue queue, boolean live, ReceivedMessage received, MigrationMessage content) {
        this.queue = queue;
        this.live = live;
        this.received = received;
        this.content = content;
        this.open = new AtomicInteger(content.files().size());
    }

    MigrationQueue queue() {
        return queue;
    }

    /** Whether it is of the live queue, so that its files go before others. */
    boolean isLive() {
        return live;
    }

    ReceivedMessage received() {
        return received;
    }

    MigrationMessage content() {
        return content;
    }

    /** For how long it has been in flight. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - receivedAt);
    }

    /** For how long it may be hidden from now on, of what is asked for. Zero when SQS will not have it any longer. */
    Duration hideable(Duration asked) {
        Duration left = LONGEST.minus(age());
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(left) < 0 ? asked : left;
    }

    /** Takes the outcome of one file. @return whether it was the last one */
    boolean add(FileOutcome outcome) {
        if (outcome instanceof FileOutcome.Retry retry) {
            retries.add(retry);
        } else if (outcome instanceof FileOutcome.Suspended || outcome instanceof FileOutcome.NotStarted) {
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
