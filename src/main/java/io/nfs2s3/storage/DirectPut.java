package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * One PUT of an object or a part, built, signed and sent here, on the thread that calls. The layers of a client for every
 * request there is cost more CPU than reading, signing and sending together, and so does each change of threads. Takes
 * no memory beside the body itself.
 *
 * <p>It knows one good end only: 200. With any other its caller makes the same PUT once more, through the SDK, whose
 * retries and errors count; a key is written once, so that is harmless. Thread-safe.
 */
final class DirectPut implements AutoCloseable {
    private final RequestSigner signer;
    private final HttpConnections connections;
    private final BucketAddress bucket;
    private final AwsCredentialsProvider credentials;
    private final StorageSettings settings;
    private final StoreLoad load;

    DirectPut(
            BucketAddress bucket,
            AwsCredentialsProvider credentials,
            Region region,
            StorageSettings settings,
            StoreLoad load,
            Clock clock) {
        this.signer = new RequestSigner(region.id(), clock);
        this.connections = new HttpConnections(bucket, (SSLSocketFactory) SSLSocketFactory.getDefault());
        this.bucket = bucket;
        this.credentials = credentials;
        this.settings = settings;
        this.load = load;
    }

    /** What the store said. */
    record Answer(
            @Nullable String checksum,
            @Nullable String etag,
            @Nullable String versionId) {}

    /**
     * Puts an object, and waits for the answer.
     *
     * @return empty when it was not 200
     * @throws IOException when there was none, in time or at all
     */
    Optional<Answer> put(NewObject object, HttpBody body, @Nullable Checksum checksum, @Nullable Md5 md5)
            throws IOException {
        RequestHead head = new RequestHead(bucket.encodedPath(object.key().value()), "")
                .put("content-type", object.contentType())
                .put("content-disposition", ObjectHeaders.disposition(object))
                .put("if-none-match", "*")
                .put("cache-control", settings.cacheControl().isEmpty() ? null : settings.cacheControl());
        ObjectHeaders.metadata(object).forEach((name, value) -> head.put("x-amz-meta-" + name, value));
        return send(head, body, checksum, md5, body.size() <= StoreLoad.SMALL);
    }

    /** As {@link #put}, for one part of a multipart upload. */
    Optional<Answer> putPart(
            ObjectKey key,
            String uploadId,
            int number,
            ByteBuffer bytes,
            @Nullable Checksum checksum,
            @Nullable Md5 md5)
            throws IOException {
        RequestHead head = new RequestHead(
                bucket.encodedPath(key.value()),
                "partNumber=" + number + "&uploadId=" + SdkHttpUtils.urlEncode(uploadId));
        return send(head, new HttpBody.InMemory(bytes), checksum, md5, false);
    }

    private Optional<Answer> send(
            RequestHead head, HttpBody body, @Nullable Checksum checksum, @Nullable Md5 md5, boolean small)
            throws IOException {
        head.put("host", bucket.hostHeader())
                .put("content-length", String.valueOf(body.size()))
                .put("x-amz-checksum-crc32c", checksum == null ? null : checksum.value())
                .put("content-md5", md5 == null ? null : md5.base64());
        signer.sign(head, credentials.resolveCredentials());
        head.put("user-agent", "nfs2s3");
        long sentAt = System.nanoTime();
        HttpConnection.Answer answer = connections.exchange(head.bytes(), body, patience(body.size()));
        load.answered(answer.status(), small, Duration.ofNanos(System.nanoTime() - sentAt));
        return answer.status() == 200
                ? Optional.of(new Answer(
                        answer.header("x-amz-checksum-crc32c"),
                        answer.header("etag"),
                        answer.header("x-amz-version-id")))
                : Optional.empty();
    }

    /** As long as one part may take, for each part that it could have been. */
    private Duration patience(long size) {
        return settings.callTimeout().multipliedBy(1 + size / (settings.partSize() + 1L));
    }

    @Override
    public void close() {
        connections.close();
    }
}
