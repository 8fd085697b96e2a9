package io.nfs2s3.lab.devstack;

import java.net.URI;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ in this JVM: the SQS protocol on a loopback port, queues in memory. Takes any key pair. */
final class EmbeddedSqs implements AutoCloseable {
    private final SQSRestServer server;
    private final URI endpoint;
    private boolean closed;

    private EmbeddedSqs(SQSRestServer server, URI endpoint) {
        this.server = server;
        this.endpoint = endpoint;
    }

    /** Starts it; {@code port} 0 takes any free port. */
    static EmbeddedSqs start(int port, String region) {
        var server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withPort(port)
                // "*": queue URLs name the address that the client called, so a proxy in front stays in front.
                .withServerAddress(NodeAddress.apply("http", "*", port, ""))
                .withAWSRegion(region)
                .start();
        var bound = server.waitUntilStarted().localAddress();
        return new EmbeddedSqs(server, URI.create("http://127.0.0.1:" + bound.getPort()));
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.stopAndWait();
        }
    }
}
