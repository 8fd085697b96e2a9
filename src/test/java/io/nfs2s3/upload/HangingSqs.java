package io.nfs2s3.upload;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.LazySqsClient;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueOwner;
import io.nfs2s3.queue.SqsClients;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The hook's channel into an SQS that hangs somewhere. */
final class HangingSqs implements AutoCloseable {
    static final AwsCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
    static final List<FileRef> FILES = List.of(FileRef.unregistered(MediaPath.of("images/1.jpg")));

    /** So long are the client's own timeouts, if only the limit of a call is to end it. */
    private static final Duration HOUR = Duration.ofHours(1);

    private final AutoCloseable client;
    private final SqsChannel channel;

    private HangingSqs(LazySqsClient client) {
        this(client, new MigrationQueue(client, "uploads", QueueOwner.NONE));
    }

    private HangingSqs(SqsClient client) {
        this(client, new MigrationQueue(client, client, "uploads"));
    }

    private HangingSqs(AutoCloseable client, MigrationQueue queue) {
        this.client = client;
        this.channel = new SqsChannel(queue, UploadSettings.DEFAULTS);
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
                SqsClients.hurried(Optional.of(endpoint), credentials, () -> Region.EU_CENTRAL_1, timeout, timeout));
    }

    /** @param http does not come back, as where the look-up of a name hangs: that is the JDK's, and cannot be made to */
    static HangingSqs at(URI endpoint, SdkHttpClient http) {
        return new HangingSqs(SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(KEYS)
                .httpClient(http)
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
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException("the client does not close", e);
        }
    }
}
