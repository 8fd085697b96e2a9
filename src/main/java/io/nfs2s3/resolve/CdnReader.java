package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import java.net.ProxySelector;
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
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** For an answer that has no body. */
    private static final Duration HEADING = Duration.ofSeconds(10);

    private static final long BYTES_A_SECOND = 1024 * 1024;
    private static final int OK = 200;

    private final CdnUrls urls;
    private final HttpClient client;
    private final Duration answer;

    /**
     * One for these URLs.
     *
     * @param proxies say by which way a host is reached
     * @param answer for an answer, without its body
     */
    CdnReader(CdnUrls urls, ProxySelector proxies, Duration answer) {
        this.urls = urls;
        this.answer = answer;
        // HTTP/2 in clear text would be asked for by an upgrade, which not every server takes.
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .proxy(proxies)
                .build();
    }

    /**
     * One for the hosts of this moment.
     *
     * @param proxies say by which way a host is reached
     * @param answer how long to wait for an answer, without its body
     * @param clock for the expiry of signed URLs
     * @throws IllegalArgumentException when URLs are to be signed and the key cannot be read
     */
    public static CdnReader open(
            Jdbi jdbi, ResolveSettings settings, ProxySelector proxies, Duration answer, Clock clock) {
        CdnSettings cdn = settings.cdn();
        List<CdnHost> enabled = cdn.hostsFrom() == HostsFrom.DATABASE ? CdnHostTable.enabled(jdbi) : List.of();
        CdnUrls.Signer signer = settings.signing()
                .map(signing -> CloudFrontSigner.open(signing).urlSigner(signing.validFor(), clock))
                .orElse(null);
        CdnHosts hosts = enabled.isEmpty() ? cdn.hosts() : new CdnHosts(enabled);
        return new CdnReader(new CdnUrls(hosts, cdn, signer, Ticker.systemTicker()), proxies, answer);
    }

    /** How long a whole object of a size may take. */
    static Duration limit(Duration answer, long size) {
        return answer.plusSeconds(size / BYTES_A_SECOND);
    }

    /**
     * Reads an object from every host at once.
     *
     * @param size that it should have, in bytes: a body may take as long as an answer, and as long as it takes at 1 MiB/s
     * @return one for each host; they never fail
     */
    public List<CompletableFuture<CdnReading>> read(String key, long size) {
        return urls.onEachHost(key).stream()
                .map(url -> read(URI.create(url), size))
                .toList();
    }

    /**
     * Asks every host at once for what it says of an object.
     *
     * @return one for each host; they never fail
     */
    List<CompletableFuture<CdnHeading>> head(String key) {
        return urls.onEachHost(key).stream().map(url -> head(URI.create(url))).toList();
    }

    private CompletableFuture<CdnHeading> head(URI url) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .method("HEAD", BodyPublishers.noBody())
                .timeout(HEADING)
                .build();
        return client.sendAsync(request, BodyHandlers.discarding())
                .<CdnHeading>thenApply(response -> new CdnHeading.Told(
                        url.getAuthority(),
                        response.statusCode(),
                        String.join(", ", response.headers().allValues("Cache-Control")),
                        response.sslSession().flatMap(CdnReader::end)))
                .exceptionally(error -> new CdnHeading.Silent(
                        url.getAuthority(), "it could not be asked: " + ErrorText.of(FutureErrors.cause(error))));
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

    private CompletableFuture<CdnReading> read(URI url, long size) {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(answer).build();
        CompletableFuture<HttpResponse<SummedBody.Sum>> whole = client.sendAsync(
                request,
                info -> info.statusCode() == OK ? new SummedBody() : BodySubscribers.replacing(SummedBody.NOTHING));
        return whole.copy()
                .orTimeout(limit(answer, size).toSeconds(), TimeUnit.SECONDS)
                .thenApply(response -> reading(url.getAuthority(), response))
                .exceptionally(error -> {
                    whole.cancel(true);
                    return new CdnReading.Failed(
                            url.getAuthority(), "it could not be read: " + ErrorText.of(FutureErrors.cause(error)));
                });
    }

    private static CdnReading reading(String host, HttpResponse<SummedBody.Sum> response) {
        return response.statusCode() == OK
                ? new CdnReading.Whole(
                        host, response.body().size(), response.body().checksum())
                : new CdnReading.Failed(host, "it answered " + response.statusCode());
    }
}
