package io.nfs2s3.origin;

import io.nfs2s3.origin.Reply.Source;
import io.nfs2s3.origin.RequestTarget.BadTargetException;
import io.nfs2s3.web.MetricsFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests, and writes what {@link ContentRouter} has for them. Thread-safe. */
final class OriginHandler extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(OriginHandler.class);
    private static final HttpField ALLOW = new HttpField(HttpHeader.ALLOW, "GET, HEAD");
    private static final HttpField NO_SNIFF = new HttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField HOT = new HttpField("X-Nfs2s3-Hot", "1");
    private static final String SOURCE = "X-Nfs2s3-Source";

    private final ContentRouter router;
    private final Executor askers;
    private final HotFiles hot;
    private final OriginMetrics metrics;
    private final String keyPrefix;
    private final long writeNanos;

    /**
     * @param askers have the router asked, which may wait for the database; pages of the origin's own do without them
     * @param keyPrefix of object keys
     */
    OriginHandler(
            ContentRouter router,
            Executor askers,
            HotFiles hot,
            OriginMetrics metrics,
            String keyPrefix,
            Duration writeTimeout) {
        this.router = router;
        this.askers = askers;
        this.hot = hot;
        this.metrics = metrics;
        this.keyPrefix = keyPrefix;
        this.writeNanos = writeTimeout.toNanos();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean head = request.getMethod().equals("HEAD");
        response.getHeaders().put(NO_SNIFF);
        if (!head && !request.getMethod().equals("GET")) {
            response.getHeaders().put(ALLOW);
            send(Reply.error(405), Source.NONE, false, request, response, callback);
            return true;
        }
        RequestTarget target;
        try {
            target = RequestTarget.parse(request.getHttpURI().getPath(), keyPrefix);
        } catch (BadTargetException e) {
            plain(400, e.getMessage() + "\n", response, callback);
            return true;
        }
        if (target instanceof RequestTarget.File file) {
            serve(new FileRequest(file.path(), file.key(), head, conditions(request)), request, response, callback);
        } else {
            own((RequestTarget.Own) target, request, response, callback);
        }
        return true;
    }

    private void own(RequestTarget.Own page, Request request, Response response, Callback callback) {
        switch (page) {
            case METRICS -> {
                String format = MetricsFormat.of(request.getHeaders().get(HttpHeader.ACCEPT));
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, format);
                text(200, metrics.text(format), response, callback);
            }
            case HEALTH -> plain(200, "ok\n", response, callback);
            case UNKNOWN -> plain(404, "no such page\n", response, callback);
        }
    }

    private void plain(int status, String text, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        if (status >= 400) {
            metrics.answered(status, Source.NONE);
        }
        text(status, text, response, callback);
    }

    private static void text(int status, String text, Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, StandardCharsets.UTF_8.encode(text), callback);
    }

    private void serve(FileRequest wanted, Request request, Response response, Callback callback) {
        if (hot.count(wanted.path().value())) {
            metrics.hot();
            response.getHeaders().put(HOT);
        }
        // Each step has a limit of its own. The connection's would cut off who waits for a mount that hangs, without a
        // word.
        request.addIdleTimeoutListener(timeout -> false);
        try {
            askers.execute(() -> route(wanted, request, response, callback));
        } catch (RejectedExecutionException e) { // it is being closed
            send(Reply.later(), Source.NONE, wanted.head(), request, response, callback);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told how it ends
    private void route(FileRequest wanted, Request request, Response response, Callback callback) {
        CompletableFuture.completedFuture(wanted)
                .thenCompose(router::to)
                .thenAccept(given -> send(given.reply(), given.source(), wanted.head(), request, response, callback))
                .whenComplete((done, error) -> {
                    if (error != null) {
                        log.error("unexpected path={}", wanted.path(), error);
                        giveUp(Reply.error(500), error, response, callback);
                    }
                });
    }

    private void send(Reply reply, Source source, boolean head, Request request, Response response, Callback callback) {
        try {
            metrics.answered(reply.status(), source);
            putHead(reply, source, response);
        } catch (RuntimeException e) {
            reply.body().close();
            throw e;
        }
        if (head || reply.length() < 0) {
            reply.body().close();
            callback.succeeded();
        } else {
            reply.body().send(new BodyWriter(request, response, callback, writeNanos, metrics.bytes(source)));
        }
    }

    /**
     * Ends an answer that cannot be had: by another one while no byte of it was sent, else by a cut, so that it does not
     * look whole. The page that Jetty would make of the error has its words, which are no client's business.
     */
    static void giveUp(Reply instead, Throwable error, Response response, Callback callback) {
        if (response.isCommitted()) {
            callback.failed(error);
            return;
        }
        response.reset();
        response.getHeaders().put(NO_SNIFF);
        putHead(instead, Source.NONE, response);
        callback.succeeded();
    }

    private static void putHead(Reply reply, Source source, Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(reply.status());
        reply.headers().forEach(headers::put);
        if (source != Source.NONE) {
            headers.put(SOURCE, source.name().toLowerCase(Locale.ROOT));
        }
        if (reply.length() >= 0) {
            headers.put(HttpHeader.CONTENT_LENGTH, reply.length());
        }
    }

    private static Conditions conditions(Request request) {
        HttpFields headers = request.getHeaders();
        return Conditions.of(
                headers.get(HttpHeader.IF_NONE_MATCH),
                headers.get(HttpHeader.IF_MODIFIED_SINCE),
                headers.get(HttpHeader.RANGE),
                headers.get(HttpHeader.IF_RANGE));
    }
}
