package io.nfs2s3.lab.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * The embedded stack for hand work, in a process of its own; {@code scripts/devstack} starts and stops it. Prints
 * {@value #READY} when all servers answer, and runs until it gets SIGTERM.
 */
public final class DevStackMain {
    /** The line that the script waits for. */
    static final String READY = "devstack: ready";

    private DevStackMain() {}

    /** Takes the directory that everything is kept in. */
    public static void main(String... args) throws IOException, InterruptedException {
        if (args.length != 1) {
            System.err.println("usage: DevStackMain DIRECTORY");
            System.exit(2);
        }
        run(Path.of(args[0]).toAbsolutePath().normalize());
    }

    private static void run(Path home) throws IOException, InterruptedException {
        var media = Files.createDirectories(home.resolve("media"));
        var ports = new RememberedPorts(home.resolve("ports.properties"));
        EmbeddedStack stack;
        try {
            stack = EmbeddedStack.start(home, ports.load());
        } catch (IllegalStateException e) {
            System.err.println("devstack: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "devstack-close"));
        ports.save(stack.ports());
        createBucket(stack.addresses());
        Files.writeString(home.resolve("nfs2s3.conf"), DevStackSettings.text(stack.addresses(), media));
        print(stack.addresses());
        System.out.println(READY);
        new CountDownLatch(1).await();
    }

    /** A bucket is made once by whoever owns the account, not by nfs2s3. */
    private static void createBucket(StackAddresses addresses) {
        try (var s3 = StackClients.s3(addresses)) {
            s3.createBucket(b -> b.bucket(DevStackSettings.BUCKET));
        } catch (BucketAlreadyOwnedByYouException e) {
            // From an earlier run.
        }
    }

    private static void print(StackAddresses addresses) {
        System.out.printf("  PostgreSQL  %s user=%s%n", addresses.jdbcUrl(), addresses.databaseUser());
        System.out.printf("  SQS         %s%n", addresses.sqsEndpoint());
        System.out.printf("  S3          %s bucket=%s%n", addresses.s3Endpoint(), DevStackSettings.BUCKET);
    }
}
