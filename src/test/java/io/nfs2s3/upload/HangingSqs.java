package io.nfs2s3.upload;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.SqsClients;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.DnsResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The hook's channel into an SQS that hangs somewhere. */
final class HangingSqs implements AutoCloseable {
    static final AwsCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
    static final List<FileRef> FILES = List.of(FileRef.unregistered(MediaPath.of("images/1.jpg")));

    /** So long are the client's own timeouts, if only the limit of a call is to end it. */
    private static final Duration HOUR = Duration.ofHours(1);

    private final SqsClient client;
    private final SqsChannel channel;

    private HangingSqs(SqsClient client) {
        this.client = client;
        this.channel = new SqsChannel(new MigrationQueue(client, client, "uploads"), UploadSettings.DEFAULTS);
    }

    static HangingSqs at(URI endpoint) {
        return at(endpoint, KEYS);
    }

    static HangingSqs at(URI endpoint, AwsCredentialsProvider credentials) {
        return at(endpoint, credentials, HOUR);
    }

    /** @param timeout of the client itself */
    static HangingSqs at(URI endpoint, AwsCredentialsProvider credentials, Duration timeout) {
        return new HangingSqs(
                SqsClients.hurried(Optional.of(endpoint), credentials, Region.EU_CENTRAL_1, timeout, timeout));
    }

    /** @param names what looks the name of the endpoint up; in production that is the JDK, and cannot be made to hang */
    static HangingSqs at(URI endpoint, DnsResolver names) {
        return new HangingSqs(SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(KEYS)
                .httpClientBuilder(
                        Apache5HttpClient.builder().connectionTimeout(HOUR).dnsResolver(names))
                .build());
    }

    SqsChannel channel() {
        return channel;
    }

    /** For what hangs until the test is over. */
    static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        channel.close();
        client.close();
    }
}
