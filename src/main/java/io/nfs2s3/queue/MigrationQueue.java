package io.nfs2s3.queue;

import static java.util.stream.Collectors.toSet;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.SENT_TIMESTAMP;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * One SQS queue of migration messages, and its dead-letter queue.
 *
 * <p>Thread-safe. The queue's URL is looked up at the first call and kept. Every method throws {@link QueueException}
 * when SQS cannot be reached or refuses; a batch whose entries fail one by one reports them one by one.
 */
public final class MigrationQueue {
    /** Entries of one SQS batch. */
    public static final int BATCH = 10;

    private final Supplier<SqsClient> sender;
    private final Supplier<SqsClient> receiver;
    private final String name;
    private final QueueOwner owner;
    private volatile @Nullable String url;

    /**
     * Opens nothing yet.
     *
     * @param sender for everything but receives
     * @param receiver for receives; its socket timeout must exceed the longest wait
     */
    public MigrationQueue(SqsClient sender, SqsClient receiver, String name) {
        this(sender, receiver, name, QueueOwner.NONE);
    }

    /** The same on behalf of a site: its id is in each message, and while it is suspended nothing is sent or received. */
    public MigrationQueue(SqsClient sender, SqsClient receiver, String name, QueueOwner owner) {
        this(owner, () -> sender, () -> receiver, name);
        QueueName.check("queue", name);
    }

    /** The same with a client that is there when it is first called. */
    public MigrationQueue(LazySqsClient client, String name, QueueOwner owner) {
        this(owner, client, client, name);
        QueueName.check("queue", name);
    }

    /** The name of dead letters may be longer than one that needs room for dead letters of its own. */
    private MigrationQueue(QueueOwner owner, Supplier<SqsClient> sender, Supplier<SqsClient> receiver, String name) {
        this.owner = owner;
        this.sender = sender;
        this.receiver = receiver;
        this.name = name;
    }

    /** The queue of its dead letters. */
    public MigrationQueue deadLetters() {
        return new MigrationQueue(owner, sender, receiver, QueueName.deadLetters(name));
    }

    /**
     * Whether a message says that it is another site's.
     *
     * @throws QueueException while it is not known which site this is
     */
    public boolean isOfAnotherSite(MigrationMessage message) {
        return owner.isOfAnother(message);
    }

    public String name() {
        return name;
    }

    public boolean isFifo() {
        return QueueName.isFifo(name);
    }

    /** Sends one message. */
    public void send(MigrationMessage message) {
        SendResult result = sendBatch(List.of(message)).get(0);
        if (result instanceof SendResult.Refused refused) {
            throw new QueueException("SQS queue " + name + " refused a message: " + refused.reason(), null);
        }
    }

    /** Sends messages in their order, in batches, now. @return one result for each message, in the same order */
    public List<SendResult> sendBatch(List<MigrationMessage> messages) {
        return sendBatch(messages, Duration.ZERO);
    }

    /** Like {@link #sendBatch(List)}, to be received after a delay of up to 15 minutes (FIFO queues: at once). */
    public List<SendResult> sendBatch(List<MigrationMessage> messages, Duration delay) {
        return sendEncoded(messages.stream().map(EncodedMessage::of).toList(), delay);
    }

    /** Like {@link #sendBatch(List)}, with the bodies as they were written before. */
    public List<SendResult> sendEncoded(List<EncodedMessage> messages) {
        return sendEncoded(messages, Duration.ZERO);
    }

    private List<SendResult> sendEncoded(List<EncodedMessage> messages, Duration delay) {
        List<SendResult> results = new ArrayList<>(messages.size());
        String site = owner.site();
        List<EncodedMessage> stamped = site == null
                ? messages
                : messages.stream().map(message -> message.ofSite(site)).toList();
        for (SendBatch batch : SendBatch.split(stamped)) {
            results.addAll(send(batch.entries(isFifo(), delay)));
        }
        return results;
    }

    /** Sends messages of another queue as they are. @return one result for each, in the same order */
    public List<SendResult> resend(List<ReceivedMessage> messages) {
        List<SendResult> results = new ArrayList<>(messages.size());
        for (List<SendMessageBatchRequestEntry> batch : RedriveBatch.split(messages, isFifo())) {
            results.addAll(send(batch));
        }
        return results;
    }

    /** @param entries their ids are their places */
    private List<SendResult> send(List<SendMessageBatchRequestEntry> entries) {
        requireOwner();
        SendMessageBatchResponse answer = call(
                "send to",
                (client, url) ->
                        client.sendMessageBatch(request -> request.queueUrl(url).entries(entries)));
        Set<String> taken = answer.successful().stream()
                .map(SendMessageBatchResultEntry::id)
                .collect(toSet());
        Map<String, BatchResultErrorEntry> failed = new HashMap<>();
        answer.failed().forEach(error -> failed.put(error.id(), error));
        return entries.stream()
                .map(entry -> taken.contains(entry.id())
                        ? new SendResult.Accepted()
                        : BatchErrors.unsent(failed.get(entry.id()), !taken.isEmpty()))
                .toList();
    }

    /** Receives up to {@value #BATCH} messages. */
    public List<ReceivedMessage> receive(Duration wait, Duration visibility) {
        return receive(BATCH, wait, visibility);
    }

    /**
     * Receives messages.
     *
     * @param atMost 1 to {@value #BATCH}
     * @param wait 0 to 20 s
     * @param visibility how long they stay hidden from other receivers
     */
    public List<ReceivedMessage> receive(int atMost, Duration wait, Duration visibility) {
        requireOwner();
        return call(
                        "receive from",
                        receiver,
                        (client, url) -> client.receiveMessage(request -> request.queueUrl(url)
                                .maxNumberOfMessages(atMost)
                                .waitTimeSeconds((int) wait.toSeconds())
                                .visibilityTimeout((int) visibility.toSeconds())
                                .messageSystemAttributeNames(APPROXIMATE_RECEIVE_COUNT, SENT_TIMESTAMP)))
                .messages()
                .stream()
                .map(message -> new ReceivedMessage(
                        message.messageId(),
                        message.receiptHandle(),
                        Integer.parseInt(message.attributes().getOrDefault(APPROXIMATE_RECEIVE_COUNT, "1")),
                        Instant.ofEpochMilli(Long.parseLong(message.attributes().getOrDefault(SENT_TIMESTAMP, "0"))),
                        message.body()))
                .toList();
    }

    /**
     * Deletes messages in flight.
     *
     * @return which were not deleted: they come again, which is harmless
     */
    public BatchResult delete(List<ReceivedMessage> messages) {
        return ReceiptBatch.each(
                messages,
                batch -> call(
                                "delete from",
                                (client, url) -> client.deleteMessageBatch(
                                        request -> request.queueUrl(url).entries(batch.deletions())))
                        .failed());
    }

    /**
     * Hides messages in flight for so long from now on; zero gives them back at once.
     *
     * @return which were not hidden: they come back when their visibility timeout is over
     */
    public BatchResult hide(List<ReceivedMessage> messages, Duration visibility) {
        return ReceiptBatch.each(
                messages,
                batch -> call(
                                "change visibility in",
                                (client, url) -> client.changeMessageVisibilityBatch(
                                        request -> request.queueUrl(url).entries(batch.hidings(visibility))))
                        .failed());
    }

    /**
     * Moves a message in flight to the dead letters, its body untouched: first sent there, then deleted here. One that is
     * not deleted is buried again.
     */
    public BatchResult bury(ReceivedMessage message) {
        String dead = QueueName.deadLetters(name);
        try {
            String deadUrl =
                    sender.get().getQueueUrl(request -> request.queueName(dead)).queueUrl();
            SendMessageResponse answer = sender.get().sendMessage(request -> {
                request.queueUrl(deadUrl).messageBody(message.body());
                if (isFifo()) {
                    request.messageGroupId("unreadable").messageDeduplicationId(message.id());
                }
            });
            if (answer.messageId() == null) {
                throw new QueueException("send to SQS queue " + dead + " failed: " + BatchErrors.UNCONFIRMED, null);
            }
        } catch (SdkException e) {
            throw QueueException.of("send to", dead, e);
        }
        return delete(List.of(message));
    }

    /**
     * How many messages there are, as far as SQS knows.
     *
     * @throws QueueException also when the answer has no number, as of what answers in the place of SQS: a queue that nobody
     *     has counted is not an empty one
     */
    public QueueDepth depth() {
        Map<QueueAttributeName, String> counts = call(
                        "count messages in",
                        (client, url) -> client.getQueueAttributes(request -> request.queueUrl(url)
                                .attributeNames(
                                        APPROXIMATE_NUMBER_OF_MESSAGES,
                                        APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                        APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)))
                .attributes();
        if (!counts.containsKey(APPROXIMATE_NUMBER_OF_MESSAGES)) {
            throw new QueueException(
                    "count messages in SQS queue " + name + " failed: the answer has no number of them: "
                            + BatchErrors.IN_ITS_PLACE,
                    null);
        }
        return new QueueDepth(
                count(counts, APPROXIMATE_NUMBER_OF_MESSAGES),
                count(counts, APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
                count(counts, APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED));
    }

    private static long count(Map<QueueAttributeName, String> counts, QueueAttributeName name) {
        return Long.parseLong(counts.getOrDefault(name, "0"));
    }

    private void requireOwner() {
        owner.suspendedBecause().ifPresent(reason -> {
            throw new QueueException("the site is suspended: " + reason, null);
        });
    }

    private <T> T call(String action, BiFunction<SqsClient, String, T> request) {
        return call(action, sender, request);
    }

    private <T> T call(String action, Supplier<SqsClient> client, BiFunction<SqsClient, String, T> request) {
        try {
            String known = url;
            if (known == null) {
                known = sender.get().getQueueUrl(r -> r.queueName(name)).queueUrl();
                url = known;
            }
            return request.apply(client.get(), known);
        } catch (SdkException e) {
            throw QueueException.of(action, name, e);
        }
    }
}
