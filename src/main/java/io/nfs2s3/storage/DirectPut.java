package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * One PUT of a small object, built, signed and sent here, on a thread that waits for the answer. The layers of a client
 * for every request there is cost more CPU than reading, signing and sending together.
 *
 * <p>It knows one good end only: 200. With any other its caller makes the same PUT once more, through the SDK, whose
 * retries and errors count; a key is written once, so that is harmless. Thread-safe.
 */
final class DirectPut implements AutoCloseable {
    /** Larger ones have time, and wait for {@code 100 Continue}. */
    static final long MOST_BYTES = 1024 * 1024;

    private static final long IDLE_THREAD_SECONDS = 10;
    private final RequestSigner signer;
    private final HttpConnections connections;
    private final BucketAddress bucket;
    private final AwsCredentialsProvider credentials;
    private final StorageSettings settings;
    private final StoreLoad load;
    private final ThreadPoolExecutor threads;

    /** @param concurrency requests in flight; more wait their turn */
    DirectPut(
            BucketAddress bucket,
            AwsCredentialsProvider credentials,
            Region region,
            StorageSettings settings,
            int concurrency,
            StoreLoad load) {
        this.signer = new RequestSigner(region.id(), Clock.systemUTC());
        this.connections = new HttpConnections(bucket, settings.callTimeout());
        this.bucket = bucket;
        this.credentials = credentials;
        this.settings = settings;
        this.load = load;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                concurrency, concurrency, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "nfs2s3-put-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** What the store said. */
    record Answer(
            @Nullable String checksum,
            @Nullable String etag,
            @Nullable String versionId) {}

    /** Completes with the store's answer, or empty when it was not 200. Fails when there was none. */
    CompletableFuture<Optional<Answer>> put(
            NewObject object, ByteBuffer bytes, @Nullable Checksum checksum, @Nullable Md5 md5) {
        return CompletableFuture.supplyAsync(() -> send(object, bytes, checksum, md5), threads);
    }

    private Optional<Answer> send(NewObject object, ByteBuffer bytes, @Nullable Checksum checksum, @Nullable Md5 md5) {
        RequestHead head = head(object, bytes.remaining(), checksum, md5);
        // over TLS the checksum is signed, and that is enough
        signer.sign(head, credentials.resolveCredentials(), bucket.secure() ? null : bytes);
        head.put("user-agent", "nfs2s3");
        HttpConnection.Answer answer;
        long sentAt = System.nanoTime();
        try {
            answer = connections.exchange(head.bytes(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        load.answered(answer.status(), true, Duration.ofNanos(System.nanoTime() - sentAt));
        return answer.status() == 200
                ? Optional.of(new Answer(
                        answer.header("x-amz-checksum-crc32c"),
                        answer.header("etag"),
                        answer.header("x-amz-version-id")))
                : Optional.empty();
    }

    private RequestHead head(NewObject object, long size, @Nullable Checksum checksum, @Nullable Md5 md5) {
        RequestHead head = new RequestHead(bucket.encodedPath(object.key().value()))
                .put("host", bucket.hostHeader())
                .put("content-length", String.valueOf(size))
                .put("content-type", object.contentType())
                .put("content-disposition", ObjectHeaders.disposition(object))
                .put("if-none-match", "*")
                .put("cache-control", settings.cacheControl().isEmpty() ? null : settings.cacheControl())
                .put("x-amz-checksum-crc32c", checksum == null ? null : checksum.value())
                .put("content-md5", md5 == null ? null : md5.base64());
        ObjectHeaders.metadata(object).forEach((name, value) -> head.put("x-amz-meta-" + name, value));
        return head;
    }

    @Override
    public void close() {
        threads.shutdown();
        connections.close();
    }
}
