package io.nfs2s3.lab.devstack;

import java.util.stream.Stream;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL and LocalStack as containers. LocalStack checks no signatures: any secret key passes. */
public final class ContainerStack implements Stack {
    private static final String POSTGRES_IMAGE = "postgres:18-alpine";
    /** Later images want an account's token to start. */
    private static final String LOCALSTACK_IMAGE = "localstack/localstack:4.14.0";

    private final PostgreSQLContainer postgres;
    private final LocalStackContainer localStack;

    private ContainerStack(PostgreSQLContainer postgres, LocalStackContainer localStack) {
        this.postgres = postgres;
        this.localStack = localStack;
    }

    /** Pulls the images if they are not there, and starts both containers at once. Needs a Docker engine. */
    @SuppressWarnings("resource") // The with… methods return the container itself.
    public static ContainerStack start() {
        var postgres = new PostgreSQLContainer(POSTGRES_IMAGE);
        // As many connections as the embedded server lets in: suites run at once, each with pools of its own.
        postgres.setCommand("postgres", "-c", "fsync=off", "-c", "max_connections=500");
        var localStack = new LocalStackContainer(LOCALSTACK_IMAGE).withServices("sqs", "s3");
        var stack = new ContainerStack(postgres, localStack);
        try {
            Startables.deepStart(Stream.of(postgres, localStack)).join();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw new IllegalStateException("the containers did not start: " + e.getMessage(), e);
        }
    }

    @Override
    public StackAddresses addresses() {
        return new StackAddresses(
                postgres.getJdbcUrl(),
                postgres.getUsername(),
                postgres.getPassword(),
                localStack.getEndpoint(),
                localStack.getEndpoint(),
                localStack.getRegion(),
                localStack.getAccessKey(),
                localStack.getSecretKey());
    }

    @Override
    public String createDatabase(String name, String template) {
        Databases.create(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword(), name, template);
        return "jdbc:postgresql://%s:%d/%s"
                .formatted(postgres.getHost(), postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT), name);
    }

    @Override
    public void dropDatabase(String name) {
        Databases.drop(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword(), name);
    }

    @Override
    public void close() {
        try (postgres;
                localStack) {
            // Closed in reverse order, each even if the other fails.
        }
    }
}
