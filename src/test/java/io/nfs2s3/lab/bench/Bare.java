package io.nfs2s3.lab.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.database.Database;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.SqsClients;
import io.nfs2s3.settings.Settings;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The calls that the project is measured beside: the same clients and servers, and nothing around them. */
final class Bare implements AutoCloseable {
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final SqsClient sqs;
    private final String queueUrl;

    Bare(Settings settings) {
        this.pool = Database.pool(settings.database(), "bench");
        this.jdbi = Database.jdbi(pool);
        this.sqs = SqsClients.sender(
                settings.sqs(), credentials(settings), Region.of(settings.aws().region()));
        this.queueUrl = sqs.getQueueUrl(
                        request -> request.queueName(settings.sqs().uploads()))
                .queueUrl();
        jdbi.useHandle(handle -> {
            handle.execute("CREATE SCHEMA IF NOT EXISTS bench");
            handle.execute("CREATE TABLE IF NOT EXISTS bench.outbox (LIKE nfs2s3.outbox INCLUDING ALL)");
        });
    }

    static StaticCredentialsProvider credentials(Settings settings) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                settings.aws().accessKeyId(), settings.aws().secretAccessKey()));
    }

    /** Another queue of the same server. */
    MigrationQueue queue(String name) {
        return new MigrationQueue(sqs, sqs, name);
    }

    /** Many rows into a table that is, or is like, the outbox. */
    void fill(String table, List<String> bodies) {
        jdbi.useHandle(handle -> handle.createUpdate("INSERT INTO " + table + " (message) SELECT unnest(:bodies)")
                .bindArray("bodies", String.class, bodies)
                .execute());
    }

    void empty(String table) {
        jdbi.useHandle(handle -> handle.execute("DELETE FROM " + table));
    }

    /** Empties the catalog, for the next run of a worker, which may be below another prefix. */
    void forgetMedia() {
        jdbi.useHandle(handle -> {
            handle.execute("TRUNCATE nfs2s3.media, nfs2s3.superseded, nfs2s3.progress");
            handle.execute("UPDATE nfs2s3.site SET place = NULL, endpoint = NULL");
        });
    }

    /** Has the planner know the catalog, as it does where the files came over months. */
    void analyzeMedia() {
        jdbi.useHandle(handle -> handle.execute("ANALYZE nfs2s3.media"));
    }

    /** One row into a table that is made like the outbox. */
    void insert(String body) {
        jdbi.useHandle(handle -> handle.execute("INSERT INTO bench.outbox (message) VALUES (?)", body));
    }

    void send(String body) {
        sqs.sendMessage(request -> request.queueUrl(queueUrl).messageBody(body));
    }

    void sendBatch(List<String> bodies) {
        sqs.sendMessageBatch(request -> request.queueUrl(queueUrl)
                .entries(IntStream.range(0, bodies.size())
                        .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                                .id(String.valueOf(i))
                                .messageBody(bodies.get(i))
                                .build())
                        .toList()));
    }

    /** Empties the queue, so that the server does not grow. */
    void purge() {
        sqs.purgeQueue(request -> request.queueUrl(queueUrl));
    }

    @Override
    public void close() {
        sqs.close();
        pool.close();
    }
}
