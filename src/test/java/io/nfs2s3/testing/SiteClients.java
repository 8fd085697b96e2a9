package io.nfs2s3.testing;

import io.nfs2s3.lab.devstack.Stack;
import io.nfs2s3.lab.devstack.StackClients;
import io.nfs2s3.lab.devstack.Stacks;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** With which sites look at their stack. Thread-safe. */
record SiteClients(S3Client s3, SqsClient sqs) implements AutoCloseable {
    private static @Nullable SiteClients shared;

    /** A pair for one site. */
    static SiteClients of(Stack stack) {
        return new SiteClients(StackClients.s3(stack.addresses()), StackClients.sqs(stack.addresses()));
    }

    /** The pair for all sites of the shared stack, as long as the JVM lives: there are hundreds of them. */
    static synchronized SiteClients ofShared() {
        SiteClients clients = shared;
        if (clients == null) {
            clients = of(Stacks.shared());
            shared = clients;
        }
        return clients;
    }

    @Override
    public void close() {
        s3.close();
        sqs.close();
    }
}
