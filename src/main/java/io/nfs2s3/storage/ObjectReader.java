package io.nfs2s3.storage;

import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Reads objects of one bucket as streams, for a server that passes them on. Thread-safe.
 *
 * <p>It has a client of its own: a body lasts as long as the one who takes it, while a PUT is limited in time.
 */
public final class ObjectReader implements AutoCloseable {
    /** What gives a call its time. */
    private static final String LIMIT = "origin.s3Timeout";

    /** A kept connection that the store has closed meanwhile costs one attempt. */
    private static final int ATTEMPTS = 2;

    private final String bucket;
    private final S3Connections http;
    private final S3AsyncClient s3;

    private ObjectReader(String bucket, S3Connections http, S3AsyncClient s3) {
        this.bucket = bucket;
        this.http = http;
        this.s3 = s3;
    }

    /**
     * Opens one; nothing is called yet.
     *
     * @param connections bodies at once
     * @param firstByte how long the store may take to begin its answer, attempts included: {@code origin.s3Timeout}
     * @param stall how long a body may rest; longer than the slowest taker, who cannot be told from a store that hangs
     */
    public static ObjectReader open(
            StorageSettings settings,
            AwsCredentialsProvider credentials,
            Region region,
            int connections,
            Duration firstByte,
            Duration stall) {
        S3Connections http = S3Connections.open(
                settings,
                limits -> limits.maxConcurrency(connections)
                        .maxPendingConnectionAcquires(connections)
                        .connectionTimeout(firstByte)
                        .connectionAcquisitionTimeout(firstByte)
                        .readTimeout(stall));
        S3AsyncClient s3 = S3Clients.on(
                http,
                settings,
                credentials,
                region,
                override -> override.retryStrategy(S3Clients.retries(ATTEMPTS))
                        // Until the body begins: then the call is over for the client.
                        .apiCallTimeout(firstByte));
        return new ObjectReader(settings.bucket(), http, s3);
    }

    /**
     * Begins to read an object.
     *
     * @return completes when the answer begins; fails with {@link MigrationException}, classed
     */
    public CompletableFuture<ReadOutcome> get(ObjectKey key, ReadConditions conditions) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .range(conditions.range())
                .ifMatch(conditions.ifMatch())
                .ifNoneMatch(conditions.ifNoneMatch())
                .ifModifiedSince(conditions.ifModifiedSince())
                .build();
        return outcome(
                s3.getObject(request, AsyncResponseTransformer.toPublisher()),
                answer -> new ReadOutcome.Content(head(answer.response()), FlowAdapters.toFlowPublisher(answer)),
                S3Errors::isMissingObject);
    }

    /** As {@link #get}, without a body; a range is not looked at. */
    public CompletableFuture<ReadOutcome> head(ObjectKey key, ReadConditions conditions) {
        return outcome(
                s3.headObject(request -> request.bucket(bucket)
                        .key(key.value())
                        .ifNoneMatch(conditions.ifNoneMatch())
                        .ifModifiedSince(conditions.ifModifiedSince())),
                answer -> new ReadOutcome.Content(head(answer), null),
                S3Errors::isMissing);
    }

    private static <T> CompletableFuture<ReadOutcome> outcome(
            CompletableFuture<T> call, Function<T, ReadOutcome> content, Predicate<Throwable> missing) {
        return call.handle((answer, error) -> error == null ? content.apply(answer) : refused(error, missing));
    }

    private static ReadOutcome refused(Throwable error, Predicate<Throwable> missing) {
        return switch (S3Errors.status(error)) {
            case 304 -> new ReadOutcome.NotModified(S3Errors.header(error, "ETag"));
            case 412 -> new ReadOutcome.PreconditionFailed();
            case 416 -> new ReadOutcome.RangeNotSatisfiable();
            default -> {
                if (missing.test(error)) {
                    yield new ReadOutcome.Missing();
                }
                throw S3Errors.classify(error, LIMIT);
            }
        };
    }

    private static ObjectHead head(GetObjectResponse answer) {
        return new ObjectHead(
                length(answer.contentLength()),
                answer.contentRange(),
                answer.eTag(),
                answer.lastModified(),
                answer.contentType(),
                answer.contentDisposition(),
                answer.contentEncoding(),
                answer.contentLanguage(),
                answer.cacheControl());
    }

    private static ObjectHead head(HeadObjectResponse answer) {
        return new ObjectHead(
                length(answer.contentLength()),
                null,
                answer.eTag(),
                answer.lastModified(),
                answer.contentType(),
                answer.contentDisposition(),
                answer.contentEncoding(),
                answer.contentLanguage(),
                answer.cacheControl());
    }

    private static long length(@Nullable Long told) {
        return told == null ? 0 : told;
    }

    /** Bodies under way are cut off. */
    @Override
    public void close() {
        s3.close();
        http.close();
    }
}
