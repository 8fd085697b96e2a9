package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;

/**
 * One PUT of a small object, built and signed here and sent by the SDK's HTTP client. The layers between, which resolve,
 * marshal, intercept, measure and repeat, cost more CPU than reading, signing and sending together.
 *
 * <p>It knows one good end only: 200. With any other its caller makes the same PUT once more, through the SDK, whose
 * retries and errors count; a key is written once, so that is harmless. Thread-safe.
 */
final class DirectPut {
    /** Larger ones have time, and wait for {@code 100 Continue}. */
    static final long MOST_BYTES = 1024 * 1024;

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final SdkAsyncHttpClient http;
    private final BucketAddress bucket;
    private final AwsCredentialsProvider credentials;
    private final String region;
    private final StorageSettings settings;
    private final StoreLoad load;

    DirectPut(
            SdkAsyncHttpClient http,
            BucketAddress bucket,
            AwsCredentialsProvider credentials,
            Region region,
            StorageSettings settings,
            StoreLoad load) {
        this.http = http;
        this.bucket = bucket;
        this.credentials = credentials;
        this.region = region.id();
        this.settings = settings;
        this.load = load;
    }

    /** What the store said. */
    record Answer(
            @Nullable String checksum,
            @Nullable String etag,
            @Nullable String versionId) {}

    /** Completes with the store's answer, or empty when it was not 200. Fails when there was none. */
    CompletableFuture<Optional<Answer>> put(
            NewObject object, ByteBuffer bytes, @Nullable Checksum checksum, @Nullable Md5 md5) {
        SdkHttpRequest request = sign(request(object, bytes.remaining(), checksum, md5), bytes);
        Handler handler = new Handler(load);
        CompletableFuture<Void> executed = http.execute(AsyncExecuteRequest.builder()
                .request(request)
                .requestContentPublisher(new Content(bytes))
                .responseHandler(handler)
                .build());
        return executed.thenApply(done -> handler.answer());
    }

    private SdkHttpRequest request(NewObject object, long size, @Nullable Checksum checksum, @Nullable Md5 md5) {
        SdkHttpRequest.Builder request = bucket.put(object.key().value())
                .putHeader("Content-Length", String.valueOf(size))
                .putHeader("Content-Type", object.contentType())
                .putHeader("Content-Disposition", ObjectHeaders.disposition(object))
                .putHeader("User-Agent", "nfs2s3")
                .putHeader("If-None-Match", "*");
        if (!settings.cacheControl().isEmpty()) {
            request.putHeader("Cache-Control", settings.cacheControl());
        }
        if (checksum != null) {
            request.putHeader("x-amz-checksum-crc32c", checksum.value());
        }
        if (md5 != null) {
            request.putHeader("Content-MD5", md5.base64());
        }
        for (Map.Entry<String, String> entry : ObjectHeaders.metadata(object).entrySet()) {
            request.putHeader("x-amz-meta-" + entry.getKey(), entry.getValue());
        }
        return request.build();
    }

    private SdkHttpRequest sign(SdkHttpRequest request, ByteBuffer bytes) {
        return signer.sign(sign -> sign.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(ContentStreamProvider.fromInputStreamSupplier(() -> new ByteArrayInputStream(
                                bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining())))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)) // of use without TLS only
                .request();
    }

    private record Content(SdkPublisher<ByteBuffer> bytes, long size) implements SdkHttpContentPublisher {
        Content(ByteBuffer bytes) {
            this(AsyncRequestBody.fromByteBufferUnsafe(bytes), bytes.remaining());
        }

        @Override
        public Optional<Long> contentLength() {
            return Optional.of(size);
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            bytes.subscribe(subscriber);
        }
    }

    /** Remembers the head of the answer and lets its body pass. */
    private static final class Handler implements SdkAsyncHttpResponseHandler {
        private final StoreLoad load;
        private final long sentAt = System.nanoTime();
        private volatile @Nullable SdkHttpResponse head;

        Handler(StoreLoad load) {
            this.load = load;
        }

        @Override
        public void onHeaders(SdkHttpResponse headers) {
            head = headers;
            load.answered(headers.statusCode(), true, Duration.ofNanos(System.nanoTime() - sentAt));
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the HTTP client's own future ends with the stream
        public void onStream(Publisher<ByteBuffer> body) {
            SdkPublisher.adapt(body).subscribe(part -> {});
        }

        @Override
        public void onError(Throwable error) {
            // the HTTP client's own future fails with it
        }

        Optional<Answer> answer() {
            SdkHttpResponse answer = head;
            if (answer == null || answer.statusCode() != 200) {
                return Optional.empty();
            }
            return Optional.of(new Answer(
                    answer.firstMatchingHeader("x-amz-checksum-crc32c").orElse(null),
                    answer.firstMatchingHeader("ETag").orElse(null),
                    answer.firstMatchingHeader("x-amz-version-id").orElse(null)));
        }
    }
}
