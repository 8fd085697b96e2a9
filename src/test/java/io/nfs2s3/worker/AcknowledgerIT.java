package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.StackClients;
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
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;

/** What becomes of messages when the worker ends. */
@Timeout(120)
class AcknowledgerIT {
    /** Holds up the first change of a visibility on its way to SQS. */
    private record HeldUp(CompletableFuture<Void> reached, CompletableFuture<Void> mayGoOn)
            implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            if (context.request() instanceof ChangeMessageVisibilityBatchRequest && reached.complete(null)) {
                mayGoOn.join();
            }
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private InFlightMessage received(MigrationQueue queue) throws UnreadableMessageException {
        queue.send(new MigrationMessage(Source.UPLOAD, List.of(FileRef.unregistered(MediaPath.of("images/1.jpg")))));
        ReceivedMessage message =
                queue.receive(Duration.ofSeconds(10), Duration.ofMinutes(5)).get(0);
        return new InFlightMessage(queue, true, message, MessageCodec.decode(message.body()));
    }

    @Test
    void what_is_being_given_back_at_the_end_is_visible_when_the_end_is_reached() throws Exception {
        var reached = new CompletableFuture<Void>();
        var mayGoOn = new CompletableFuture<Void>();
        try (SqsClient slow = StackClients.sqs(site.addresses(), new HeldUp(reached, mayGoOn))) {

            MigrationQueue queue = new MigrationQueue(slow, slow, site.bucket() + "-uploads");
            Acknowledger acknowledger = new Acknowledger(ForkJoinPool.commonPool(), () -> true, new LongAdder());
            InFlightMessage message = received(queue);
            acknowledger.take(message);
            message.add(new FileOutcome.NotStarted());
            acknowledger.acknowledge(message);
            reached.join();

            CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> acknowledger.close(PATIENCE));

            assertThat(closed).failsWithin(Duration.ofMillis(300)).withThrowableOfType(TimeoutException.class);
            mayGoOn.complete(null);
            assertThat(closed).succeedsWithin(PATIENCE).isEqualTo(true);
            assertThat(site.inFlight("uploads")).isZero();
        }
    }

    @Test
    void a_message_given_back_while_others_are_kept_hidden_is_not_hidden_again() throws Exception {
        var reached = new CompletableFuture<Void>();
        var mayGoOn = new CompletableFuture<Void>();
        try (SqsClient slow = StackClients.sqs(site.addresses(), new HeldUp(reached, mayGoOn))) {
            MigrationQueue queue = new MigrationQueue(slow, slow, site.bucket() + "-uploads");
            var givingBack = new CompletableFuture<CompletableFuture<Void>>();
            Executor aside = task -> givingBack.complete(CompletableFuture.runAsync(task));
            Acknowledger acknowledger = new Acknowledger(aside, () -> true, new LongAdder());
            InFlightMessage message = received(queue);
            acknowledger.take(message);
            CompletableFuture<Void> heartbeat =
                    CompletableFuture.runAsync(() -> acknowledger.hideAll(Duration.ofMinutes(5)));
            reached.join();

            message.add(new FileOutcome.NotStarted());
            acknowledger.acknowledge(message);

            assertThat(givingBack.join())
                    .failsWithin(Duration.ofMillis(300))
                    .withThrowableOfType(TimeoutException.class);
            mayGoOn.complete(null);
            assertThat(heartbeat).succeedsWithin(PATIENCE);
            assertThat(givingBack.join()).succeedsWithin(PATIENCE);
            assertThat(site.inFlight("uploads")).isZero();
        }
    }

    @Test
    void an_end_waits_no_longer_than_it_may_for_what_is_being_given_back() throws Exception {
        Executor never = task -> {};
        Acknowledger acknowledger = new Acknowledger(never, () -> true, new LongAdder());
        InFlightMessage message = received(Queues.of(site, "uploads"));
        acknowledger.take(message);
        message.add(new FileOutcome.NotStarted());
        acknowledger.acknowledge(message);

        assertThat(acknowledger.close(Duration.ofMillis(50))).isFalse();
    }
}
