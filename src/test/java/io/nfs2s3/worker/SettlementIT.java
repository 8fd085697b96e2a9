package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.queue.UnreadableMessageException;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of messages when the worker ends. */
class SettlementIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private TestSite site;

    @BeforeEach
    void open() {
        site = TestSite.open();
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** Does the first task late and all others at once. */
    private static Executor lateWithTheFirst() {
        AtomicBoolean first = new AtomicBoolean(true);
        Executor late = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
        Executor atOnce = Runnable::run;
        return task -> (first.getAndSet(false) ? late : atOnce).execute(task);
    }

    private MessageInHand received() throws UnreadableMessageException {
        MigrationQueue queue = Queues.of(site, "uploads");
        queue.send(new MigrationMessage(Source.UPLOAD, List.of(FileRef.unregistered(MediaPath.of("images/1.jpg")))));
        ReceivedMessage message =
                queue.receive(Duration.ofSeconds(10), Duration.ofMinutes(5)).get(0);
        return new MessageInHand(queue, true, message, MessageCodec.decode(message.body()));
    }

    @Test
    void what_is_being_given_back_at_the_end_is_visible_when_the_end_is_reached() throws Exception {
        Settlement settlement = new Settlement(lateWithTheFirst(), () -> true);
        MessageInHand message = received();
        settlement.take(message);
        message.add(new FileOutcome.NotStarted());

        settlement.settle(message);
        boolean allDone = settlement.close(PATIENCE);

        assertThat(allDone).isTrue();
        assertThat(site.inFlight("uploads")).isZero();
        assertThat(settlement.isEmpty()).isTrue();
    }

    @Test
    void an_end_waits_no_longer_than_it_may_for_what_is_being_given_back() throws Exception {
        Executor never = task -> {};
        Settlement settlement = new Settlement(never, () -> true);
        MessageInHand message = received();
        settlement.take(message);
        message.add(new FileOutcome.NotStarted());
        settlement.settle(message);

        assertThat(settlement.close(Duration.ofMillis(50))).isFalse();
    }
}
