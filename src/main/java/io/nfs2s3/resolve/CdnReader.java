package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jdbi.v3.core.Jdbi;

/** Reads objects as readers do: from each CDN host, by the URLs that pages have, signed if those are. Thread-safe. */
public final class CdnReader {
    /**
     * What a host gave.
     *
     * @param problem why it is not a whole object; empty when it is
     */
    public record Reading(String host, long size, Checksum checksum, String problem) {}

    /**
     * What a host says of an object, without its bytes.
     *
     * @param status of its answer; 0 if there was none
     * @param cacheControl empty where it says nothing
     * @param certificateEnds empty without TLS
     * @param problem why there is no answer; empty when there is one
     */
    public record Heading(
            String host, int status, String cacheControl, Optional<Instant> certificateEnds, String problem) {}

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** For an answer, without its body. */
    private static final Duration ANSWER = Duration.ofMinutes(1);

    /** For an answer that has no body. */
    private static final Duration HEADING = Duration.ofSeconds(10);

    private static final long BYTES_A_SECOND = 1024 * 1024;
    private static final int OK = 200;

    /** HTTP/2 in clear text would be asked for by an upgrade, which not every server takes. */
    private final HttpClient client = HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private final CdnUrls urls;

    private CdnReader(CdnUrls urls) {
        this.urls = urls;
    }

    /**
     * One for the hosts of this moment.
     *
     * @param clock for the expiry of signed URLs
     * @throws IllegalArgumentException when URLs are to be signed and the key cannot be read
     */
    public static CdnReader open(Jdbi jdbi, ResolveSettings settings, Clock clock) {
        CdnSettings cdn = settings.cdn();
        List<CdnHost> enabled = cdn.hostsFrom() == HostsFrom.DATABASE ? CdnHostTable.enabled(jdbi) : List.of();
        CdnUrls.Signer signer = settings.signing()
                .map(signing -> CloudFrontSigner.open(signing).urlSigner(signing.validFor(), clock))
                .orElse(null);
        return new CdnReader(new CdnUrls(
                enabled.isEmpty() ? cdn.hosts() : new CdnHosts(enabled), cdn, signer, Ticker.systemTicker()));
    }

    /**
     * Reads an object from every host at once.
     *
     * @param size that it should have, in bytes: a body may take a minute and as long as it takes at 1 MiB/s
     * @return one for each host; they never fail
     */
    public List<CompletableFuture<Reading>> read(String key, long size) {
        return urls.onEachHost(key).stream()
                .map(url -> read(URI.create(url), size))
                .toList();
    }

    /**
     * Asks every host at once for what it says of an object.
     *
     * @return one for each host; they never fail
     */
    public List<CompletableFuture<Heading>> head(String key) {
        return urls.onEachHost(key).stream().map(url -> head(URI.create(url))).toList();
    }

    private CompletableFuture<Heading> head(URI url) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .method("HEAD", BodyPublishers.noBody())
                .timeout(HEADING)
                .build();
        return client.sendAsync(request, BodyHandlers.discarding())
                .thenApply(response -> new Heading(
                        url.getAuthority(),
                        response.statusCode(),
                        String.join(", ", response.headers().allValues("Cache-Control")),
                        response.sslSession().flatMap(CdnReader::end),
                        ""))
                .exceptionally(error -> new Heading(
                        url.getAuthority(),
                        0,
                        "",
                        Optional.empty(),
                        "it could not be asked: " + ErrorText.of(FutureErrors.cause(error))));
    }

    /** Of the certificate of the host itself, which comes first. */
    private static Optional<Instant> end(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate own
                    ? Optional.of(own.getNotAfter().toInstant())
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private CompletableFuture<Reading> read(URI url, long size) {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(ANSWER).build();
        CompletableFuture<HttpResponse<SummedBody.Sum>> answer = client.sendAsync(
                request,
                info -> info.statusCode() == OK ? new SummedBody() : BodySubscribers.replacing(SummedBody.NOTHING));
        long limit = ANSWER.toSeconds() + size / BYTES_A_SECOND;
        return answer.copy()
                .orTimeout(limit, TimeUnit.SECONDS)
                .thenApply(response -> new Reading(
                        url.getAuthority(),
                        response.body().size(),
                        response.body().checksum(),
                        response.statusCode() == OK ? "" : "it answered " + response.statusCode()))
                .exceptionally(error -> {
                    answer.cancel(true);
                    return new Reading(
                            url.getAuthority(),
                            0,
                            SummedBody.NOTHING.checksum(),
                            "it could not be read: " + ErrorText.of(FutureErrors.cause(error)));
                });
    }
}
