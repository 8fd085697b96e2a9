package io.nfs2s3.worker;

import static java.util.stream.Collectors.groupingBy;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.queue.BatchResult;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages in flight, which no other worker is to receive meanwhile. Thread-safe. */
final class InFlightMessages {
    private static final Logger log = LoggerFactory.getLogger(InFlightMessages.class);
    private final Set<InFlightMessage> messages = ConcurrentHashMap.newKeySet();
    /** Who gives messages back shares it. Who hides them has it alone, for one call to SQS at a time. */
    private final ReadWriteLock hiding = new ReentrantReadWriteLock(true);

    void add(InFlightMessage message) {
        messages.add(message);
    }

    void removeAll(Collection<InFlightMessage> done) {
        done.forEach(messages::remove);
    }

    void clear() {
        messages.clear();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Whether there is one that has been in flight for so long. */
    boolean isAny(Duration age) {
        return messages.stream().anyMatch(message -> message.age().compareTo(age) >= 0);
    }

    /** Has a message given back, not while messages are being hidden: it would be hidden again as soon as it is back. */
    void giveBack(InFlightMessage message, Runnable giving) {
        hiding.readLock().lock();
        try {
            messages.remove(message);
            giving.run();
        } finally {
            hiding.readLock().unlock();
        }
    }

    /** Hides every message for so long from now on, or as long as SQS will have it; zero shows them at once. */
    void hideAll(Duration visibility) {
        record Call(MigrationQueue queue, Duration time) {}
        messages.stream()
                .filter(message ->
                        visibility.isZero() || !message.hideable(visibility).isZero())
                .collect(groupingBy(message -> new Call(message.queue(), message.hideable(visibility))))
                .forEach((call, all) -> {
                    for (int from = 0; from < all.size(); from += MigrationQueue.BATCH) {
                        int to = Math.min(from + MigrationQueue.BATCH, all.size());
                        hide(call.queue(), all.subList(from, to), call.time());
                    }
                });
    }

    private void hide(MigrationQueue queue, List<InFlightMessage> batch, Duration time) {
        hiding.writeLock().lock();
        try {
            List<InFlightMessage> still =
                    batch.stream().filter(messages::contains).toList();
            BatchResult result =
                    queue.hide(still.stream().map(InFlightMessage::received).toList(), time);
            // one that was deleted meanwhile cannot be hidden, and need not be
            if (!result.isDone() && messages.containsAll(still)) {
                notHidden(result.refused(), result.reason());
            }
        } catch (QueueException e) {
            notHidden(batch.size(), ErrorText.of(e));
        } finally {
            hiding.writeLock().unlock();
        }
    }

    private static void notHidden(int count, String reason) {
        log.warn(
                "SQS did not extend the visibility timeout; the messages may be redelivered (harmless) count={} reason=\"{}\"",
                count,
                reason);
    }
}
