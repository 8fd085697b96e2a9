package io.nfs2s3.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.app.Application;
import io.nfs2s3.database.Database;
import io.nfs2s3.lab.devstack.Stack;
import io.nfs2s3.lab.devstack.StackAddresses;
import io.nfs2s3.lab.devstack.StackClients;
import io.nfs2s3.lab.devstack.Stacks;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
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

/**
 * A small website of its own on the shared stack: database with schema, queues, bucket, and a directory that stands for
 * the NFS mount. Suites run at once, each on its own site.
 */
public final class TestSite implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private final StackAddresses addresses;
    private final String name;
    private final Path home;
    private final Path media;
    private final String database;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final S3Client s3;
    private final SqsClient sqs;
    private final List<Application> applications = new ArrayList<>();

    private TestSite(Stack stack) {
        this.addresses = stack.addresses();
        this.name = "site" + ProcessHandle.current().pid() + "x" + NUMBER.incrementAndGet();
        this.database = stack.createDatabase(name);
        try {
            this.home = Files.createTempDirectory("nfs2s3-site");
            this.media = Files.createDirectory(home.resolve("media"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.pool = new HikariDataSource();
        pool.setJdbcUrl(database);
        pool.setUsername(addresses.databaseUser());
        pool.setPassword(addresses.databasePassword());
        pool.setMaximumPoolSize(4);
        pool.setMinimumIdle(0);
        this.jdbi = Database.jdbi(pool);
        this.s3 = StackClients.s3(addresses);
        this.sqs = StackClients.sqs(addresses);
    }

    /** A site that is ready: schema, queues, bucket and sentinel are there. */
    public static TestSite open() {
        return open(Stacks.shared());
    }

    /** The same on another stack, whose servers may be stopped without harm to other suites. */
    public static TestSite open(Stack stack) {
        TestSite site = new TestSite(stack);
        Application application = site.application();
        application.schema().migrate();
        application.sqlHook().write();
        application.sqlUrls().write();
        application.doctor().create();
        return site;
    }

    /** A site where nothing is there yet but an empty database and an empty directory. */
    public static TestSite empty() {
        return new TestSite(Stacks.shared());
    }

    /** Settings of this site, with more lines of HOCON over them. */
    public Settings settings(String... more) {
        return SettingsReader.read(Optional.of(settingsFile(more)), Map.of());
    }

    /** The same as a file. */
    public Path settingsFile(String... more) {
        String text = """
                kinds {
                  image { prefix = "images/", migrate = true }
                  audio { prefix = "audio/", migrate = false }
                  other { prefix = "", migrate = true }
                }
                source { root = "%s", vanishedAfter = 0 s }
                database { url = "%s", user = "%s", password = "%s", poolSize = 5 }
                aws { region = "%s", accessKeyId = "%s", secretAccessKey = "%s" }
                sqs { endpoint = "%s", uploads = "%s-uploads", backfill = "%s-backfill", longPoll = 1 s }
                s3 { endpoint = "%s", bucket = "%s", pathStyle = true, partSize = 5 MiB }
                http { port = 0 }
                # Suites share two cores: a hook in a hurry would take a slow answer for an outage.
                upload { budget = 40 s }
                """.formatted(
                        media,
                        database,
                        addresses.databaseUser(),
                        addresses.databasePassword(),
                        addresses.region(),
                        addresses.accessKeyId(),
                        addresses.secretAccessKey(),
                        addresses.sqsEndpoint(),
                        name,
                        name,
                        addresses.s3Endpoint(),
                        bucket());
        try {
            Path file = Files.createTempFile(home, "nfs2s3", ".conf");
            return Files.writeString(file, text + String.join("\n", more) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An application that is closed with the site. */
    public Application application(String... more) {
        Application application = new Application(settings(more));
        applications.add(application);
        return application;
    }

    public String bucket() {
        return name;
    }

    public String databaseUrl() {
        return database;
    }

    public StackAddresses addresses() {
        return addresses;
    }

    public URI sqsEndpoint() {
        return addresses.sqsEndpoint();
    }

    public Path media() {
        return media;
    }

    /** Writes a file below the source root. */
    public Path write(String path, byte[] bytes) {
        try {
            Path file = media.resolve(path);
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path write(String path, String text) {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** For setting scenes and looking at outcomes. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** Empties the tables, for the next test of a suite. */
    public void clearTables() {
        jdbi().useHandle(handle -> handle.execute(
                "TRUNCATE nfs2s3.media, nfs2s3.superseded, nfs2s3.outbox, nfs2s3.progress RESTART IDENTITY"));
    }

    /** Forgets all runs, and what was said to them. */
    public void clearRuns() {
        jdbi().useHandle(handle ->
                handle.execute("TRUNCATE nfs2s3.run, nfs2s3.run_sample, nfs2s3.run_control RESTART IDENTITY"));
    }

    /** The one number that a query gives. */
    public long count(String sql) {
        return jdbi().withHandle(
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
        return sqs.getQueueUrl(request -> request.queueName(name + "-" + suffix))
                .queueUrl();
    }

    /** Puts a body of any kind into the live queue. */
    public void send(String body) {
        sqs.sendMessage(request -> request.queueUrl(queueUrl("uploads")).messageBody(body));
    }

    public byte[] object(String key) {
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(request -> request.bucket(bucket()).key(key))) {
            return object.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(String key) {
        return new String(object(key), StandardCharsets.UTF_8);
    }

    public HeadObjectResponse head(String key) {
        return s3.headObject(request -> request.bucket(bucket()).key(key));
    }

    /** The first column of each row, as text. */
    public List<String> query(String sql, Object... parameters) {
        return jdbi().withHandle(handle -> {
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

    /** Waits for a condition, for three minutes at the most. */
    public void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }

    /** The keys of all objects, sorted. */
    public List<String> keys() {
        return s3.listObjectsV2Paginator(request -> request.bucket(bucket())).contents().stream()
                .map(S3Object::key)
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        applications.forEach(Application::close);
        s3.close();
        sqs.close();
        pool.close();
    }
}
