package io.nfs2s3.worker;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.queue.BatchResult;
import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.queue.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of received messages: kept hidden while their files are copied, then deleted, given back, or sent again
 * with the files that are to be tried again. A call to SQS that fails here only means that a message comes once more.
 */
final class Acknowledger {
    private static final int MANY_RECEIVES = 10;
    /** What is done and not deleted takes memory, and its visibility timeout is extended again and again. */
    private static final int MOST_UNDELETED = 1_000;

    private static final Duration DELETE_LINGER = Duration.ofMillis(20);
    private static final Logger log = LoggerFactory.getLogger(Acknowledger.class);
    private final InFlightMessages inFlight = new InFlightMessages();
    private final Map<InFlightMessage, CompletableFuture<Void>> givingBack = new ConcurrentHashMap<>();
    private final Batcher<InFlightMessage> deletions;
    private final Executor aside;
    private final BooleanSupplier stopping;
    private final LongAdder undeleted;
    /** Of the thread that deletes. */
    private boolean saidUndeleted;

    /**
     * @param stopping whether the worker stops, so that what it gives back is for others at once
     * @param undeleted counts the messages that SQS did not delete
     */
    Acknowledger(Executor aside, BooleanSupplier stopping, LongAdder undeleted) {
        this.aside = aside;
        this.stopping = stopping;
        this.undeleted = undeleted;
        this.deletions = new Batcher<>("nfs2s3-delete", MigrationQueue.BATCH, DELETE_LINGER, this::delete);
    }

    void take(InFlightMessage message) {
        inFlight.add(message);
    }

    boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /** Whether a message has been in flight for so long. */
    boolean holdsFor(Duration age) {
        return inFlight.isAny(age);
    }

    /** Whether SQS deletes more slowly than messages are done: then no more are to be received for now. */
    boolean isBehind() {
        return deletions.waiting() >= MOST_UNDELETED;
    }

    /** Called once, when every file of the message has an outcome. */
    void acknowledge(InFlightMessage message) {
        if (!message.comesBack() && message.retries().isEmpty()) {
            deletions.add(message);
        } else {
            givingBack.compute(message, (m, none) -> CompletableFuture.runAsync(() -> giveBack(message), aside));
        }
    }

    private void giveBack(InFlightMessage message) {
        try {
            inFlight.giveBack(message, () -> showAgain(message));
        } catch (QueueException e) {
            notTakenBack(ErrorText.of(e));
        } finally {
            givingBack.remove(message);
        }
    }

    private static void notTakenBack(String reason) {
        log.warn(
                "SQS did not take the message back; it will be redelivered after its visibility timeout (harmless) reason=\"{}\"",
                reason);
    }

    private static void hide(InFlightMessage message, Duration time) {
        BatchResult result = message.queue().hide(List.of(message.received()), time);
        if (!result.isDone()) {
            notTakenBack(result.reason());
        }
    }

    private void showAgain(InFlightMessage message) {
        if (message.comesBack()) {
            if (isLastTrace(message)) {
                sendAnew(message, message.content().files(), OutageBackoff.HIDDEN);
            } else {
                hide(message, stopping.getAsBoolean() ? Duration.ZERO : OutageBackoff.HIDDEN);
            }
        } else if (canBeReceivedAgain(message)) {
            hide(message, delay(message));
        } else {
            sendAnew(
                    message,
                    message.retries().stream().map(FileOutcome.Retry::file).toList(),
                    delay(message));
        }
    }

    /** What SQS does not take anew comes again with its whole message, as late. */
    private void sendAnew(InFlightMessage message, List<FileRef> files, Duration delay) {
        List<SendResult> sent = message.queue().sendBatch(MessagePacker.pack(Source.RETRY, files), delay);
        Optional<SendResult.Refused> refused = sent.stream()
                .filter(SendResult.Refused.class::isInstance)
                .map(SendResult.Refused.class::cast)
                .findFirst();
        if (refused.isEmpty()) {
            deletions.add(message);
        } else {
            log.warn(
                    "SQS did not take files back; their message will be redelivered queue={} reason=\"{}\"",
                    message.queue().name(),
                    refused.get().reason());
            hide(message, delay);
        }
    }

    /**
     * Whether nothing but this message knows of an upload, and SQS would take it for a dead letter before long: an outage
     * that lets it be received, and not registered, may last.
     */
    private static boolean isLastTrace(InFlightMessage message) {
        return message.received().receiveCount() >= MANY_RECEIVES
                && message.content().files().stream().anyMatch(file -> file.generation() == null);
    }

    /**
     * Whether the message asks for what is to be tried again, no more and no less. One without a generation may ask for
     * an upload to be registered, which has been done: received again it would be registered again, always be as young
     * as at first, and never be given up. One that came back often is rather sent anew, for SQS counts receives and
     * takes it for a dead letter in the end; which is right for one whose attempts nobody else counts. In a FIFO queue
     * all of them stay, for nothing sent there can be delayed.
     */
    private static boolean canBeReceivedAgain(InFlightMessage message) {
        return message.queue().isFifo()
                || (asked(message).equals(again(message))
                        && (message.received().receiveCount() < MANY_RECEIVES
                                || message.retries().stream().allMatch(retry -> retry.attempts() == 0)));
    }

    /** Without the sizes, which are hints. */
    private static Set<FileRef> asked(InFlightMessage message) {
        return message.content().files().stream()
                .map(file -> new FileRef(file.path(), file.generation(), null))
                .collect(toSet());
    }

    private static Set<FileRef> again(InFlightMessage message) {
        return message.retries().stream().map(FileOutcome.Retry::file).collect(toSet());
    }

    /** As long as the file that was tried most often has to wait. */
    private static Duration delay(InFlightMessage message) {
        int attempts = message.retries().stream()
                .mapToInt(retry -> retry.attempts() == 0 ? message.received().receiveCount() : retry.attempts())
                .max()
                .orElse(1);
        return FailurePolicy.delay(attempts);
    }

    private void delete(List<InFlightMessage> messages) {
        inFlight.removeAll(messages);
        byQueue(messages).forEach((queue, received) -> {
            try {
                BatchResult result = queue.delete(received);
                deleted(result.refused(), result.reason());
            } catch (QueueException e) {
                deleted(received.size(), ErrorText.of(e));
            }
        });
    }

    /** Counts what was not deleted, and says it once until SQS deletes again. */
    private void deleted(int refused, String reason) {
        undeleted.add(refused);
        if (refused > 0 && !saidUndeleted) {
            log.warn(
                    "SQS did not confirm the delete; the messages will be redelivered (harmless) count={} reason=\"{}\"",
                    refused,
                    reason);
        }
        saidUndeleted = refused > 0;
    }

    /** Hides every message in flight for so long from now on, or as long as SQS will have it. */
    void hideAll(Duration visibility) {
        inFlight.hideAll(visibility);
    }

    private static Map<MigrationQueue, List<ReceivedMessage>> byQueue(List<InFlightMessage> messages) {
        return messages.stream()
                .collect(groupingBy(InFlightMessage::queue, mapping(InFlightMessage::received, toList())));
    }

    /**
     * Waits for what is being given back, deletes what is settled, and gives the rest back.
     *
     * @param patience for each of the three; what is not done by then comes back after its visibility timeout
     */
    boolean close(Duration patience) {
        boolean returned =
                within(patience, CompletableFuture.allOf(givingBack.values().toArray(CompletableFuture[]::new)));
        boolean deleted = deletions.close(patience);
        boolean givenBack = within(patience, CompletableFuture.runAsync(() -> hideAll(Duration.ZERO), aside));
        inFlight.clear();
        return returned && deleted && givenBack;
    }

    private static boolean within(Duration patience, CompletableFuture<?> work) {
        return work.handle((done, error) -> error == null)
                .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
