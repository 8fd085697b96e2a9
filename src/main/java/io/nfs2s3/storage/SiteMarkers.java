package io.nfs2s3.storage;

import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The marker objects of a bucket: the one of the site's own prefix, and those of prefixes around it and below it.
 *
 * <p>Every method waits for the store. Thread-safe. They throw {@link MigrationException}, classed.
 */
public final class SiteMarkers {
    /** Of a thousand keys each: whoever has a prefix inside a large one finds the marker of that by itself. */
    private static final int PAGES = 20;

    private final S3AsyncClient s3;
    private final StorageSettings settings;

    SiteMarkers(S3AsyncClient s3, StorageSettings settings) {
        this.s3 = s3;
        this.settings = settings;
    }

    /** Bucket and prefix, as an operator knows them. */
    public String place() {
        return "s3://" + settings.bucket() + "/" + settings.prefix();
    }

    /**
     * The store, by the host and port of its endpoint; empty for AWS, where the name of a bucket is enough, and whose
     * endpoints have many names. Of another store the name of the bucket does not tell which it is.
     */
    public String endpoint() {
        return settings.endpoint().map(SiteMarkers::host).orElse("");
    }

    private static String host(URI endpoint) {
        String host = String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT);
        int usual = "http".equalsIgnoreCase(endpoint.getScheme()) ? 80 : 443;
        int port = endpoint.getPort();
        if (host.endsWith(".amazonaws.com")) {
            return "";
        }
        return port < 0 || port == usual ? host : host + ":" + port;
    }

    /** The marker of the site's own prefix. */
    public Optional<SiteMarker> own() {
        return read(settings.prefix());
    }

    /** The markers of the prefixes that the site's own one is inside of. One that may not be read counts as not there. */
    public List<SiteMarker> around() {
        List<SiteMarker> around = new ArrayList<>();
        String prefix = settings.prefix();
        while (!prefix.isEmpty()) {
            prefix = prefix.substring(0, prefix.lastIndexOf('/', prefix.length() - 2) + 1);
            try {
                read(prefix).ifPresent(around::add);
            } catch (MigrationException e) {
                if (!isUnreadable(e)) {
                    throw e;
                }
            }
        }
        return around;
    }

    /** Whether the rights do not go that far; anything else that is refused tells nothing. */
    private static boolean isUnreadable(MigrationException error) {
        Throwable cause = error.getCause();
        return cause != null && S3Errors.status(cause) == 403 && !S3Errors.isExpired(cause);
    }

    /** The markers of prefixes inside of the site's own one, among its first {@value #PAGES} thousand keys. */
    public List<SiteMarker> inside() {
        List<SiteMarker> inside = new ArrayList<>();
        String token = null;
        int page = 0;
        do {
            String next = token;
            ListObjectsV2Response listed = join(s3.listObjectsV2(request ->
                    request.bucket(settings.bucket()).prefix(settings.prefix()).continuationToken(next)));
            for (S3Object object : listed.contents()) {
                if (object.key().endsWith("/" + SiteMarker.NAME)
                        && !object.key().equals(key(settings.prefix()))) {
                    read(object.key().substring(0, object.key().length() - SiteMarker.NAME.length()))
                            .ifPresent(inside::add);
                }
            }
            token = listed.nextContinuationToken();
            page++;
        } while (token != null && page < PAGES);
        return inside;
    }

    /** Puts the marker of the own prefix where there is none. @return whether it was put */
    public boolean create(String site, long epoch) {
        return put(site, epoch, PutObjectRequest.builder().ifNoneMatch("*"));
    }

    /**
     * Replaces a marker that was read, unless another has replaced it. A store that knows no condition on the object that is
     * there replaces what it has.
     *
     * @return whether it was put
     */
    public boolean replace(SiteMarker read, String site, long epoch) {
        try {
            return put(site, epoch, PutObjectRequest.builder().ifMatch(read.etag()));
        } catch (MigrationException e) {
            if (e.getCause() != null && S3Errors.isNotImplemented(e.getCause())) {
                return put(site, epoch, PutObjectRequest.builder());
            }
            throw e;
        }
    }

    private boolean put(String site, long epoch, PutObjectRequest.Builder request) {
        String body = "# This prefix belongs to one site of nfs2s3. Neither copy nor remove this object.\nsite=" + site
                + "\nepoch=" + epoch + "\n";
        request.bucket(settings.bucket())
                .key(key(settings.prefix()))
                .contentType("text/plain; charset=utf-8")
                // without a checksum a bucket with Object Lock takes nothing
                .contentMD5(Md5.of(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)))
                        .base64())
                .cacheControl("no-store");
        try {
            s3.putObject(request.build(), AsyncRequestBody.fromString(body)).join();
            return true;
        } catch (CompletionException e) {
            if (S3Errors.isTaken(e) || S3Errors.isMissing(e) || S3Errors.status(e) == 409) {
                return false;
            }
            throw S3Errors.classify(e);
        }
    }

    private Optional<SiteMarker> read(String prefix) {
        try {
            ResponseBytes<GetObjectResponse> answer = s3.getObject(
                            request -> request.bucket(settings.bucket()).key(key(prefix)),
                            AsyncResponseTransformer.toBytes())
                    .join();
            return Optional.of(
                    parse(prefix, answer.asUtf8String(), answer.response().eTag()));
        } catch (CompletionException e) {
            if (S3Errors.isMissing(e)) {
                return Optional.empty();
            }
            throw S3Errors.classify(e);
        }
    }

    private SiteMarker parse(String prefix, String body, String etag) {
        Properties said = new Properties();
        try {
            said.load(new StringReader(body));
            return new SiteMarker(
                    prefix, said.getProperty("site", ""), Long.parseLong(said.getProperty("epoch")), etag);
        } catch (IOException | IllegalArgumentException e) {
            return new SiteMarker(prefix, "", 0, etag); // whoever wrote it, it was not this site
        }
    }

    private static String key(String prefix) {
        return prefix + SiteMarker.NAME;
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw S3Errors.classify(e);
        }
    }
}
