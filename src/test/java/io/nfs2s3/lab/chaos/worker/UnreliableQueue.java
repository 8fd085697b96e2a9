package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Loop;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.testing.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the live queue as bad as queues can be: takes some messages out, and deletes them, sends copies of them, or puts
 * them back in another order.
 */
final class UnreliableQueue implements AutoCloseable {
    private static final Duration HIDDEN = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** Its own receives count too, and must not bring a message to the dead letters: then a copy goes on in its place. */
    private static final int SPENT = 20;

    private final MigrationQueue queue;
    private final Random random;
    private final Loop loop;
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger copied = new AtomicInteger();

    private UnreliableQueue(MigrationQueue queue, Random random) {
        this.queue = queue;
        this.random = random;
        this.loop = Loop.start("unreliable-queue", PAUSE, this::spoil);
    }

    static UnreliableQueue start(ChaosSite site, Random random) {
        return new UnreliableQueue(Queues.of(site.site(), "uploads"), random);
    }

    private void spoil() {
        List<ReceivedMessage> late = new ArrayList<>();
        for (ReceivedMessage message : queue.receive(Duration.ZERO, HIDDEN)) {
            int dice = random.nextInt(10);
            if (message.receiveCount() > SPENT) {
                copy(message);
                queue.delete(List.of(message));
            } else if (dice == 0 && isRegistered(message)) {
                queue.delete(List.of(message));
                lost.incrementAndGet();
            } else if (dice < 4) {
                copy(message);
            } else if (dice < 7) {
                late.add(message);
            } else {
                queue.hide(List.of(message), Duration.ZERO);
            }
        }
        queue.hide(late, Duration.ofSeconds(1));
    }

    /** An upload that only the message knows of is SQS's to keep: nothing could bring it back. */
    private static boolean isRegistered(ReceivedMessage message) {
        return Queues.decode(message.body()).files().stream().allMatch(file -> file.generation() != null);
    }

    private void copy(ReceivedMessage message) {
        MigrationMessage content = Queues.decode(message.body());
        for (int i = random.nextInt(3); i >= 0; i--) {
            queue.sendBatch(List.of(content), Duration.ofSeconds(random.nextInt(3)));
            copied.incrementAndGet();
        }
        queue.hide(List.of(message), Duration.ZERO);
    }

    /** Leaves the queue alone from now on. */
    @Override
    public void close() {
        loop.close();
    }

    @Override
    public String toString() {
        return lost + " messages lost, " + copied + " sent again";
    }
}
