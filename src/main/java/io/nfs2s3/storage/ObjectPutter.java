package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.resilience.DaemonThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * The one way of bytes to the store: signs a PUT, sends it, sends it again where that helps, and has it proved. It owns
 * the quick retries; what lasts longer is the queue's to repeat. Which errors those are, how often and after how long is
 * the SDK's standard strategy (three attempts, none while most fail), and 409 beside it, which S3 gives to a conditional
 * write in a race. Thread-safe.
 */
final class ObjectPutter implements AutoCloseable {
    /** Of the time for one attempt, for all. */
    private static final int LIMITS = 2;

    private final PutTransport transport;
    private final RequestSigner signer;
    private final AwsCredentialsProvider credentials;
    private final BucketAddress bucket;
    private final CopyVerifier verifier;
    private final StorageSettings settings;
    private final StoreLoad load;
    private final RetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .retryOnException(S3Errors::isWorthAnotherPut)
            .build();
    private final ExecutorService partThreads;

    ObjectPutter(
            PutTransport transport,
            RequestSigner signer,
            AwsCredentialsProvider credentials,
            BucketAddress bucket,
            CopyVerifier verifier,
            StorageSettings settings,
            StoreLoad load) {
        this.transport = transport;
        this.signer = signer;
        this.credentials = credentials;
        this.bucket = bucket;
        this.verifier = verifier;
        this.settings = settings;
        this.load = load;
        this.partThreads = Executors.newCachedThreadPool(DaemonThreads.numbered("nfs2s3-part-"));
    }

    /**
     * Puts an object whose key must be free, on the calling thread.
     *
     * @return completes when it is proved; fails with {@link MigrationException}, classed
     * @throws MigrationException what the body throws
     */
    CompletableFuture<PutOutcome> put(NewObject object, PutBody body, Checksum checksum, @Nullable Md5 md5) {
        ExpectedObject expected = new ExpectedObject(object, body.size(), checksum, md5 == null ? null : md5.etag());
        PutRequest request = new PutRequest(bucket.encodedPath(object.key().value()), "").header("if-none-match", "*");
        ObjectHeaders.of(object, settings).forEach(request::header);
        try {
            PutResponse response = send(request, body, checksum, md5, body.size() <= StoreLoad.SMALL);
            return verifier.prove(
                    expected,
                    response.header("x-amz-checksum-crc32c"),
                    response.header("etag"),
                    response.header("x-amz-version-id"));
        } catch (SdkException e) {
            return verifier.afterError(expected, e);
        }
    }

    /**
     * Puts a part of a multipart upload, on a thread of its own; there are as many at once as parts fit into memory.
     *
     * @return completes with its ETag; fails with {@link SdkException}
     */
    CompletableFuture<@Nullable String> putPart(
            ObjectKey key, String uploadId, int number, ByteBuffer bytes, Checksum checksum, @Nullable Md5 md5) {
        PutRequest request = new PutRequest(
                bucket.encodedPath(key.value()),
                "partNumber=" + number + "&uploadId=" + SdkHttpUtils.urlEncode(uploadId));
        try {
            return CompletableFuture.supplyAsync(
                    () -> send(request, new PutBody.InMemory(bytes), checksum, md5, false)
                            .header("etag"),
                    partThreads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(SdkClientException.create("the client is closed", e));
        }
    }

    /**
     * A PUT with these headers and no others, to find out which of them a store does not take.
     *
     * @throws SdkException when the last attempt failed
     */
    PutResponse put(ObjectKey key, Map<String, String> headers, PutBody body) {
        PutRequest request = new PutRequest(bucket.encodedPath(key.value()), "");
        headers.forEach(request::header);
        return send(request, body, false);
    }

    /** @throws SdkException when the last attempt failed */
    private PutResponse send(PutRequest request, PutBody body, Checksum checksum, @Nullable Md5 md5, boolean small) {
        request.header(
                        "x-amz-checksum-crc32c",
                        settings.verification() == VerificationMode.CHECKSUM ? checksum.value() : null)
                .header("content-md5", md5 == null ? null : md5.base64());
        return send(request, body, small);
    }

    private PutResponse send(PutRequest request, PutBody body, boolean small) {
        request.header("host", bucket.hostHeader());
        Duration limit = settings.limit(body.size());
        long end = System.nanoTime() + limit.multipliedBy(LIMITS).toNanos();
        RetryToken token = retries.acquireInitialToken(AcquireInitialTokenRequest.create("put"))
                .token();
        boolean fresh = false;
        while (true) {
            AwsCredentials used = currentCredentials();
            SdkException failure;
            try {
                signer.sign(request, used);
                long sentAt = System.nanoTime();
                PutResponse response = transport.send(request, body, limit);
                Duration after = Duration.ofNanos(System.nanoTime() - sentAt);
                if (response.isSuccess()) {
                    load.put(small, after);
                    retries.recordSuccess(RecordSuccessRequest.create(token));
                    return response;
                }
                failure = S3Errors.of(response);
                load.failed(failure, after);
            } catch (IOException e) {
                failure = SdkClientException.create("S3 cannot be reached", e);
            }
            signer.correctClock(failure);
            if (!fresh && S3Errors.isExpired(failure) && !currentCredentials().equals(used)) {
                fresh = true;
            } else {
                token = pause(token, failure, end);
            }
        }
    }

    /** A provider is code of the SDK or of a site, and throws what it likes. */
    private AwsCredentials currentCredentials() {
        try {
            return credentials.resolveCredentials();
        } catch (SdkException e) {
            throw e;
        } catch (RuntimeException e) {
            throw SdkClientException.create("no credentials", e);
        }
    }

    /** Waits before the next attempt, or throws the failure where there is none. */
    private RetryToken pause(RetryToken token, SdkException failure, long end) {
        try {
            RefreshRetryTokenResponse next = retries.refreshRetryToken(RefreshRetryTokenRequest.builder()
                    .token(token)
                    .failure(failure)
                    .suggestedDelay(Duration.ZERO)
                    .build());
            if (System.nanoTime() + next.delay().toNanos() - end > 0) {
                throw failure;
            }
            TimeUnit.NANOSECONDS.sleep(next.delay().toNanos());
            return next.token();
        } catch (TokenAcquisitionFailedException e) {
            throw failure;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    @Override
    public void close() {
        partThreads.shutdown();
        transport.close();
    }
}
