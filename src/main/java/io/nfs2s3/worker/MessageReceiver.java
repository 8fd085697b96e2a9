package io.nfs2s3.worker;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.queue.BatchResult;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.queue.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages in: receives them, reads them, plans their files, and has these started. Thread-safe. */
final class MessageReceiver {
    private static final long BEHIND_NANOS = 10_000_000;
    private static final Logger log = LoggerFactory.getLogger(MessageReceiver.class);
    private final WorkerParts parts;
    private final Planner planner;
    private final FileProcessor processor;
    private final Acknowledger acknowledger;
    private final WorkerState state;
    private final ConcurrencyLimiter limiter;
    private final Counters counters;
    private final IntSupplier filesInFlight;
    private final ForeignMessages foreignMessages = new ForeignMessages(log);
    /** As many as there can be, until one was seen: else the first host would take the whole queue with its first receives. */
    private volatile int filesOfMessage = MigrationMessage.MAX_FILES;

    MessageReceiver(
            WorkerParts parts,
            FileProcessor processor,
            Acknowledger acknowledger,
            WorkerState state,
            ConcurrencyLimiter limiter,
            Counters counters,
            IntSupplier filesInFlight) {
        this.parts = parts;
        this.planner = new Planner(parts.catalog(), parts.clock());
        this.processor = processor;
        this.acknowledger = acknowledger;
        this.state = state;
        this.limiter = limiter;
        this.counters = counters;
        this.filesInFlight = filesInFlight;
    }

    /**
     * One receive from the live queue.
     *
     * @param wait how long it waits for a message
     * @return whether there was a message
     */
    boolean receiveLive(Duration wait) {
        return awaitPermit(true) && receive(parts.uploads(), true, wait, MigrationQueue.BATCH);
    }

    /**
     * One receive from the backfill queue, if it is open. As many messages as fill the flight: what is more would only be
     * kept from other hosts.
     *
     * @return whether there was a message
     */
    boolean receiveBackfill() {
        int messages = Math.max(1, Math.min(MigrationQueue.BATCH, filesInFlight.getAsInt() / filesOfMessage));
        return awaitPermit(false) && receive(parts.backfill(), false, Duration.ZERO, messages);
    }

    /** Waits until a file could be started at once. @return false when the worker does not go on */
    private boolean awaitPermit(boolean live) {
        BooleanSupplier goesOn = () -> state.mayStart(live);
        while (acknowledger.isBehind() && goesOn.getAsBoolean()) {
            LockSupport.parkNanos(BEHIND_NANOS);
        }
        return limiter.awaitFree(live, goesOn);
    }

    private boolean receive(MigrationQueue queue, boolean live, Duration wait, int atMost) {
        List<ReceivedMessage> received = queue.receive(state.isTrial() ? 1 : atMost, wait, parts.visibilityTimeout());
        List<InFlightMessage> messages = new ArrayList<>(received.size());
        List<ReceivedMessage> probes = new ArrayList<>();
        Map<ReceivedMessage, String> unreadable = new LinkedHashMap<>();
        List<ReceivedMessage> foreign = new ArrayList<>();
        for (ReceivedMessage message : received) {
            try {
                MigrationMessage content = MessageCodec.decode(message.body());
                if (content.source() == MigrationMessage.Source.PROBE) {
                    probes.add(message);
                } else if (queue.isOfAnotherSite(content)) {
                    foreign.add(message);
                    foreignMessages.report(queue.name(), String.valueOf(content.site()));
                } else if (planner.knowsKinds(content.files())) {
                    messages.add(new InFlightMessage(queue, live, message, content));
                } else {
                    unreadable.put(message, "no kind covers one of its files");
                }
            } catch (UnreadableMessageException e) {
                unreadable.put(message, String.valueOf(e.getMessage()));
            }
        }
        messages.forEach(acknowledger::take);
        if (!live && !messages.isEmpty()) {
            filesOfMessage = messages.get(0).content().files().size();
        }
        start(messages);
        queue.delete(probes);
        // last, for a dead-letter queue that fails must not hold up the good ones
        unreadable.forEach((message, reason) -> bury(queue, message, reason));
        foreign.forEach(message -> queue.hide(List.of(message), ForeignMessages.hidden(message.receiveCount())));
        return !received.isEmpty();
    }

    /** One that the dead letters do not take comes again: for its sake nothing else stops. */
    private void bury(MigrationQueue queue, ReceivedMessage message, String reason) {
        try {
            BatchResult deleted = queue.bury(message);
            counters.undeleted.add(deleted.refused());
        } catch (QueueException e) {
            log.warn(
                    "message not sent to the dead-letter queue; it will be redelivered queue={} id={} reason=\"{}\"",
                    queue.name(),
                    message.id(),
                    ErrorText.of(e));
            return;
        }
        log.warn(
                "message sent to the dead-letter queue queue={} id={} reason=\"{}\"",
                queue.name(),
                message.id(),
                reason);
        counters.unreadable.increment();
    }

    private void start(List<InFlightMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        List<Plan> plans;
        try {
            plans = planner.plan(messages.stream()
                    .flatMap(message -> message.content().files().stream())
                    .toList());
        } catch (RuntimeException e) {
            notPlanned(messages, e);
            return;
        }
        int from = 0;
        for (InFlightMessage message : messages) {
            int to = from + message.content().files().size();
            inTurn(plans.subList(from, to)).forEach(plan -> processor.start(message, plan));
            from = to;
        }
    }

    /** In a trial not in their order, or each would begin with the same file, which may fail by itself. */
    private List<Plan> inTurn(List<Plan> ofMessage) {
        if (!state.isTrial()) {
            return ofMessage;
        }
        List<Plan> shuffled = new ArrayList<>(ofMessage);
        Collections.shuffle(shuffled);
        return shuffled;
    }

    /** An outage gives all messages back. Otherwise one file is the cause, and must not hold up the others. */
    private void notPlanned(List<InFlightMessage> messages, RuntimeException error) {
        if (DatabaseErrors.isOutage(error)) {
            suspend(error);
            messages.forEach(processor::giveBack);
        } else if (messages.size() > 1) {
            messages.forEach(message -> start(List.of(message)));
        } else if (messages.get(0).content().files().size() > 1) {
            startOneByOne(messages.get(0));
        } else {
            comesBack(messages.get(0), error);
        }
    }

    private void comesBack(InFlightMessage message, RuntimeException error) {
        log.error(
                "message could not be planned; it will be redelivered id={}",
                message.received().id(),
                error);
        processor.giveBack(message);
    }

    private void suspend(RuntimeException outage) {
        state.suspend(
                new Failure(FailureCode.DATABASE_DOWN, "the catalog cannot be read: " + DatabaseErrors.text(outage)));
    }

    /**
     * A file that cannot be planned is sent anew, without the others. Where none can be, as without a right in the database, it
     * is about no file: the message comes back as it is, or each would become hundreds.
     */
    private void startOneByOne(InFlightMessage message) {
        List<Plan> plans = new ArrayList<>();
        Map<FileRef, RuntimeException> refused = new LinkedHashMap<>();
        for (FileRef file : message.content().files()) {
            try {
                plans.addAll(planner.plan(List.of(file)));
            } catch (RuntimeException e) {
                if (DatabaseErrors.isOutage(e)) {
                    suspend(e);
                    processor.giveBack(message);
                    return;
                }
                refused.put(file, e);
            }
        }
        if (plans.isEmpty()) {
            comesBack(message, refused.values().iterator().next());
            return;
        }
        plans.forEach(plan -> processor.start(message, plan));
        refused.forEach((file, error) -> {
            log.error("file could not be planned; it is sent anew path={}", file.path(), error);
            processor.tryAgain(message, file);
        });
    }
}
