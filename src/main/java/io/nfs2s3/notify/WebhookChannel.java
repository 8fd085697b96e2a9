package io.nfs2s3.notify;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.UrlText;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts each notification to a URL. Whom it trusts the JDK's default says, and so {@code tls.authorities}. No redirect is
 * followed: it could lead the notification to another host. A proxy that wants a password is not served.
 */
final class WebhookChannel implements Channel {
    private static final int LEAST_GOOD = 200;
    private static final int LEAST_REDIRECT = 300;
    private static final int LEAST_REFUSAL = 400;
    private final URI url;
    private final Duration timeout;
    private final ProxySelector proxy;
    private @Nullable HttpClient client;

    WebhookChannel(URI url, Duration timeout, ProxySelector proxy) {
        this.url = url;
        this.timeout = timeout;
        this.proxy = proxy;
    }

    @Override
    public String name() {
        return "notify.webhook";
    }

    @Override
    public void send(byte[] notice) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer = client().sendAsync(request(notice), BodyHandlers.discarding());
        try {
            int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            if (status >= LEAST_REDIRECT && status < LEAST_REFUSAL) {
                throw new IOException("it answered " + status + ", and no redirect is followed");
            }
            if (status < LEAST_GOOD || status >= LEAST_REFUSAL) {
                throw new IOException("it answered " + status);
            }
        } catch (TimeoutException e) {
            throw new IOException("there was no answer after " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(withoutUrl(ErrorText.ofRoot(e)), e);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(byte[] notice) {
        HttpRequest.Builder request = HttpRequest.newBuilder(withoutUser())
                .timeout(timeout)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofByteArray(notice));
        if (url.getUserInfo() != null) {
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(url.getUserInfo().getBytes(StandardCharsets.UTF_8)));
        }
        return request.build();
    }

    private URI withoutUser() {
        return url.getRawUserInfo() == null
                ? url
                : URI.create(url.toString().replace("//" + url.getRawUserInfo() + "@", "//"));
    }

    /** Its path may be all that keeps others from writing there. */
    private String withoutUrl(String text) {
        return UrlText.withoutPasswords(
                text.replace(url.toString(), UrlText.MASK).replace(withoutUser().toString(), UrlText.MASK));
    }

    /** Made when it is first wanted, for it takes threads and memory. */
    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(Version.HTTP_1_1)
                    .connectTimeout(timeout)
                    .followRedirects(Redirect.NEVER)
                    .proxy(proxy)
                    .build();
            client = made;
        }
        return made;
    }
}
