package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Sends, receives, hides and deletes on a queue of SQS. */
class MigrationQueueIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension
    private static final TestSite site = TestSite.empty();

    private final MigrationQueue queue = Queues.create(site, "");

    private static MigrationQueue deadLetters(MigrationQueue queue) {
        return new MigrationQueue(site.sqs(), site.sqs(), QueueName.deadLetters(queue.name()));
    }

    private static MigrationMessage message(FileVersion upload) {
        return MigrationMessage.of(Source.UPLOAD, FileRef.of(upload));
    }

    private static List<MigrationMessage> messages(int count) {
        return Copies.paths("q", count).stream()
                .map(path -> message(new FileVersion(path, 1)))
                .toList();
    }

    private static void sendBody(MigrationQueue queue, String body) {
        String url = site.sqs()
                .getQueueUrl(request -> request.queueName(queue.name()))
                .queueUrl();
        site.sqs().sendMessage(request -> {
            request.queueUrl(url).messageBody(body);
            if (queue.isFifo()) {
                request.messageGroupId("g").messageDeduplicationId("once");
            }
        });
    }

    @Test
    void a_message_arrives_as_it_was_sent() {
        MigrationMessage sent = new MigrationMessage(
                Source.BACKFILL,
                List.of(
                        new FileRef(MediaPath.of("images/äöü 日本語 😀\n\u0001.jpg"), 3, 20_480L),
                        FileRef.unregistered(MediaPath.of("images/\"quoted\".jpg"))));
        queue.send(sent);

        List<ReceivedMessage> received = queue.receive(WAIT, MINUTE);

        assertThat(received).hasSize(1);
        assertThat(received.get(0).receiveCount()).isEqualTo(1);
        assertThat(Queues.decode(received.get(0).body())).isEqualTo(sent);
    }

    @Test
    void a_received_message_is_hidden_until_it_is_given_back() {
        queue.send(message(new FileVersion(PATH, 1)));
        List<ReceivedMessage> received = queue.receive(WAIT, MINUTE);
        assertThat(queue.receive(NO_WAIT, MINUTE)).isEmpty();
        assertThat(queue.depth()).isEqualTo(new QueueDepth(0, 1, 0));

        queue.hide(received, Duration.ZERO);

        List<ReceivedMessage> again = queue.receive(WAIT, MINUTE);
        assertThat(again).hasSize(1);
        assertThat(again.get(0).receiveCount()).isEqualTo(2);
        queue.delete(again);
        assertThat(queue.depth().isEmpty()).isTrue();
    }

    @Test
    void more_than_a_batch_is_sent_received_hidden_and_deleted() {
        assertThat(queue.sendBatch(messages(37))).hasSize(37).allMatch(SendResult::accepted);
        assertThat(queue.depth()).isEqualTo(new QueueDepth(37, 0, 0));

        List<ReceivedMessage> received = IntStream.range(0, 20)
                .mapToObj(i -> queue.receive(NO_WAIT, MINUTE))
                .flatMap(List::stream)
                .toList();
        assertThat(received).hasSize(37);
        queue.hide(received, MINUTE);
        assertThat(queue.depth()).isEqualTo(new QueueDepth(0, 37, 0));

        queue.delete(received);
        assertThat(queue.depth().isEmpty()).isTrue();
    }

    @Test
    void messages_that_are_too_large_together_are_sent_one_by_one() {
        String directory = "d".repeat(200) + "/";
        List<FileRef> files = IntStream.range(0, 500)
                .mapToObj(i -> FileRef.unregistered(MediaPath.of("images/" + directory + i + ".jpg")))
                .toList();
        MigrationMessage large = new MigrationMessage(Source.BACKFILL, files);

        assertThat(queue.sendBatch(List.of(large, large, large, large))).allMatch(SendResult::accepted);

        assertThat(Queues.takeFiles(queue)).hasSize(2_000);
    }

    @Test
    void an_empty_batch_is_nothing() {
        assertThat(queue.sendBatch(List.of())).isEmpty();
        queue.delete(List.of());
        queue.hide(List.of(), MINUTE);
    }

    @Test
    void a_delayed_message_comes_later() {
        queue.sendBatch(messages(2), Duration.ofSeconds(1));
        queue.sendBatch(messages(1), Duration.ofDays(3));

        await().untilAsserted(() -> assertThat(queue.receive(NO_WAIT, MINUTE)).hasSizeBetween(1, 2));
        assertThat(queue.depth().delayed()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".fifo"})
    void a_buried_message_is_among_the_dead_letters_untouched(String suffix) {
        MigrationQueue queue = Queues.create(site, suffix);
        sendBody(queue, "what is this?");
        ReceivedMessage received = queue.receive(WAIT, MINUTE).get(0);

        queue.bury(received);

        assertThat(queue.depth().isEmpty()).isTrue();
        assertThat(deadLetters(queue).receive(WAIT, MINUTE))
                .extracting(ReceivedMessage::body)
                .containsExactly("what is this?");
    }

    @Test
    void every_call_tells_when_sqs_refuses_and_works_again_afterwards() {
        queue.send(message(new FileVersion(PATH, 1)));
        List<ReceivedMessage> received = queue.receive(WAIT, MINUTE);
        try (TcpProxy proxy = Wire.toSqs(site);
                SqsClient client = client(proxy.httpEndpoint())) {
            MigrationQueue behind = new MigrationQueue(client, client, queue.name());
            proxy.refuse();
            refused(() -> behind.send(message(new FileVersion(PATH, 1))));
            refused(() -> behind.receive(NO_WAIT, MINUTE));
            refused(() -> behind.delete(received));
            refused(() -> behind.hide(received, MINUTE));
            refused(() -> behind.bury(received.get(0)));
            refused(behind::depth);
            refused(() -> new QueueSetup(client, Queues.settings(site, queue.name())).exists(queue.name()));
            refused(() -> new QueueSetup(client, Queues.settings(site, queue.name())).create(queue.name()));

            proxy.accept();
            behind.delete(received);
            assertThat(behind.depth().isEmpty()).isTrue();
        }
    }

    /** Else a sweep would take each file of a backfill for lost, and a worker would end with all its work before it. */
    @Test
    void a_queue_that_nobody_has_counted_is_not_an_empty_one() {
        queue.send(message(new FileVersion(PATH, 1)));
        try (SqsProxy proxy = SqsProxy.to(site.sqsEndpoint());
                SqsClient client = client(proxy.endpoint())) {
            MigrationQueue behind = new MigrationQueue(client, client, queue.name());
            assertThat(behind.depth().visible()).isEqualTo(1);

            proxy.swallowAttributes();

            refused(behind::depth);
        }
    }

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("failed: ")
                .hasMessageNotContaining("\n");
    }

    private SqsClient client(URI endpoint) {
        QueueSettings behind =
                new QueueSettings(Optional.of(endpoint), queue.name(), "unused", MINUTE, Duration.ofSeconds(1), 7);
        return SqsClients.sender(
                behind,
                StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        site.addresses().accessKeyId(), site.addresses().secretAccessKey())),
                Region.of(site.addresses().region()));
    }
}
