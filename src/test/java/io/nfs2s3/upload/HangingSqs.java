package io.nfs2s3.upload;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.SqsClients;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The hook's way into an SQS that hangs somewhere. The budget is an hour, so only the limit of a call can end it. */
final class HangingSqs implements AutoCloseable {
    static final DnsResolver NAMES = SystemDefaultDnsResolver.INSTANCE;
    static final AwsCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
    static final List<FileRef> FILES = List.of(FileRef.unregistered(MediaPath.of("images/1.jpg")));
    private static final Duration HOUR = Duration.ofHours(1);

    private final SqsClient client;
    private final SqsChannel channel;

    HangingSqs(URI endpoint, AwsCredentialsProvider credentials, DnsResolver names) {
        WarmCalls calls = new WarmCalls("test", 2 * SqsClients.CONNECTIONS);
        KeptCredentials kept = new KeptCredentials(credentials, calls, () -> 0, Clock.systemUTC()); // for ever
        client = ImpatientSqs.open(Optional.of(endpoint), kept, Region.EU_CENTRAL_1, names, HOUR, calls);
        channel = new SqsChannel(new MigrationQueue(client, client, "uploads"), calls, UploadSettings.DEFAULTS);
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
