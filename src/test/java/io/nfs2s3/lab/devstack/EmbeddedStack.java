package io.nfs2s3.lab.devstack;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** The three servers without Docker: PostgreSQL as a child process, ElasticMQ and S3Proxy in this JVM. */
public final class EmbeddedStack implements Stack {
    private static final String REGION = "us-east-1";
    private static final String ACCESS_KEY_ID = "nfs2s3";
    private static final String SECRET_ACCESS_KEY = "nfs2s3-secret";

    private final EmbeddedDatabase database;
    private final EmbeddedSqs sqs;
    private final EmbeddedS3 s3;

    private EmbeddedStack(EmbeddedDatabase database, EmbeddedSqs sqs, EmbeddedS3 s3) {
        this.database = database;
        this.sqs = sqs;
        this.s3 = s3;
    }

    /** Starts the servers on free ports; see {@link #start(Path, StackPorts)}. */
    public static EmbeddedStack start(Path directory) {
        return start(directory, StackPorts.FREE);
    }

    /**
     * Starts the servers, all at once, and waits until each answers. Their data are below {@code directory}: started
     * there again, the database and the objects are as they were, the queues are empty. Their threads keep the JVM up
     * until {@link #close()}.
     *
     * @throws IllegalStateException if one of them does not start; the others are stopped again
     */
    public static EmbeddedStack start(Path directory, StackPorts ports) {
        // Else three threads meet in its initialization, and it complains on stderr.
        LoggerFactory.getILoggerFactory();
        var database = starting(() -> EmbeddedDatabase.start(directory.resolve("postgres"), ports.database()));
        var sqs = starting(() -> EmbeddedSqs.start(ports.sqs(), REGION));
        var s3 =
                starting(() -> EmbeddedS3.start(directory.resolve("s3"), ports.s3(), ACCESS_KEY_ID, SECRET_ACCESS_KEY));
        try {
            return new EmbeddedStack(database.join(), sqs.join(), s3.join());
        } catch (CompletionException e) {
            closeIfStarted(database);
            closeIfStarted(sqs);
            closeIfStarted(s3);
            var cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException("the embedded stack did not start: " + cause.getMessage(), cause);
        }
    }

    @Override
    public StackAddresses addresses() {
        return new StackAddresses(
                database.jdbcUrl("postgres"),
                EmbeddedDatabase.USER,
                EmbeddedDatabase.PASSWORD,
                sqs.endpoint(),
                s3.endpoint(),
                REGION,
                ACCESS_KEY_ID,
                SECRET_ACCESS_KEY);
    }

    /** The ports that the servers listen on, to start them there again. */
    public StackPorts ports() {
        return new StackPorts(
                database.port(), sqs.endpoint().getPort(), s3.endpoint().getPort());
    }

    /** What can befall the database server of this stack. */
    public DatabaseOutages databaseOutages() {
        return new DatabaseOutages(database);
    }

    @Override
    public String createDatabase(String name, String template) {
        var url = database.jdbcUrl("postgres");
        Databases.create(url, EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD, name, template);
        return database.jdbcUrl(name);
    }

    @Override
    public void dropDatabase(String name) {
        Databases.drop(database.jdbcUrl("postgres"), EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD, name);
    }

    @Override
    public void close() {
        try (database;
                sqs;
                s3) {
            // Closed in reverse order, each even if another fails.
        }
    }

    /** Runs on a thread of its own: the common pool has one thread on a small machine. */
    private static <T> CompletableFuture<T> starting(Supplier<T> server) {
        return CompletableFuture.supplyAsync(server, task -> Daemons.start("stack-start", task));
    }

    private static <T extends AutoCloseable> void closeIfStarted(CompletableFuture<T> server) {
        server.handle((started, failure) -> {
                    try (started) {
                        return failure;
                    } catch (Exception e) {
                        return e;
                    }
                })
                .join();
    }
}
