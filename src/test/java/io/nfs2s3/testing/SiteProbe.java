package io.nfs2s3.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.database.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Looks into the database, the bucket and the queues of a site, by none of the code that is under test. */
abstract class SiteProbe implements AutoCloseable {
    private static final int BATCH = 10;
    private static final Duration AT_FIRST = Duration.ofMillis(100);
    private static final Duration LATER = Duration.ofMillis(250);
    private static final int FIRST_LOOKS = 20;

    private final Map<String, String> queueUrls = new ConcurrentHashMap<>();
    private final String name;
    private final S3Client s3;
    private final SqsClient sqs;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    SiteProbe(String name, S3Client s3, SqsClient sqs, HikariDataSource pool) {
        this.name = name;
        this.s3 = s3;
        this.sqs = sqs;
        this.pool = pool;
        this.jdbi = Database.jdbi(pool);
    }

    /** Its name; those of its queues begin with it. */
    public String bucket() {
        return name;
    }

    /** For setting scenes and looking at outcomes. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** The id of the site. */
    public String id() {
        return query("SELECT id FROM nfs2s3.site").get(0);
    }

    /** The one number that a query gives. */
    public long count(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    public S3Client s3() {
        return s3;
    }

    public SqsClient sqs() {
        return sqs;
    }

    /** The URL of a queue, by the last part of its name: {@code uploads}, {@code uploads-dead}, ... */
    public String queueUrl(String suffix) {
        return queueUrls.computeIfAbsent(
                suffix,
                last -> sqs.getQueueUrl(request -> request.queueName(name + "-" + last))
                        .queueUrl());
    }

    /** Puts a body of any kind into the live queue. */
    public void send(String body) {
        sqs.sendMessage(request -> request.queueUrl(queueUrl("uploads")).messageBody(body));
    }

    /** The same with many, as many at a time as SQS takes. */
    public void sendAll(List<String> bodies) {
        for (int from = 0; from < bodies.size(); from += BATCH) {
            int first = from;
            List<SendMessageBatchRequestEntry> entries = IntStream.range(first, Math.min(bodies.size(), first + BATCH))
                    .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                            .id(String.valueOf(i - first))
                            .messageBody(bodies.get(i))
                            .build())
                    .toList();
            SendMessageBatchResponse answer = sqs.sendMessageBatch(
                    request -> request.queueUrl(queueUrl("uploads")).entries(entries));
            if (!answer.failed().isEmpty()) {
                throw new IllegalStateException("SQS refused " + answer.failed());
            }
        }
    }

    public byte[] object(String key) {
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(request -> request.bucket(name).key(key))) {
            return object.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(String key) {
        return new String(object(key), StandardCharsets.UTF_8);
    }

    public HeadObjectResponse head(String key) {
        return s3.headObject(request -> request.bucket(name).key(key));
    }

    /** The first column of each row, as text. */
    public List<String> query(String sql, Object... parameters) {
        return jdbi.withHandle(handle -> {
            Query query = handle.createQuery(sql);
            for (int i = 0; i < parameters.length; i++) {
                query.bind(i, parameters[i]);
            }
            return query.mapTo(String.class).list();
        });
    }

    /** The key that the catalog has for a path. */
    public String keyOf(String path) {
        return query("SELECT object_key FROM nfs2s3.media WHERE path = ?", path).get(0);
    }

    /** Receives, and deletes, so many messages of a queue; waits until they are there. */
    public List<String> bodies(String queue, int count) {
        List<String> bodies = new ArrayList<>();
        String url = queueUrl(queue);
        await(() -> {
            sqs.receiveMessage(request -> request.queueUrl(url).maxNumberOfMessages(10))
                    .messages()
                    .forEach(message -> {
                        bodies.add(message.body());
                        sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
                    });
            return bodies.size() >= count;
        });
        return bodies;
    }

    /** How many messages went to the dead letters of both queues. */
    public long deadLetters() {
        return count("uploads-dead", QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                + count("backfill-dead", QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    /** How many messages of a queue some worker has in flight. */
    public long inFlight(String queue) {
        return count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private long count(String queue, QueueAttributeName attribute) {
        return Long.parseLong(sqs.getQueueAttributes(
                        request -> request.queueUrl(queueUrl(queue)).attributeNames(attribute))
                .attributes()
                .getOrDefault(attribute, "0"));
    }

    /**
     * Waits for a condition with {@link Patience}. What takes its time is looked at less often: most conditions are asked of
     * servers that have work to do.
     */
    public void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Patience.LIMIT)
                .pollDelay(AT_FIRST)
                .pollInterval((looks, before) -> looks < FIRST_LOOKS ? AT_FIRST : LATER)
                .until(condition);
    }

    /** The keys of all objects but the site's own marker, sorted. */
    public List<String> keys() {
        return s3.listObjectsV2Paginator(request -> request.bucket(name)).contents().stream()
                .map(S3Object::key)
                .filter(key -> !key.endsWith(".nfs2s3-site"))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        pool.close();
    }
}
