package io.nfs2s3.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An S3 of one object, in a bucket with versions, which the embedded one does not have. It notes what it is asked. */
final class VersionedStore implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> metadata;
    private final String marker;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** @param site whose store it is */
    VersionedStore(Map<String, String> metadata, String site) throws IOException {
        this.metadata = metadata;
        this.marker = "site=" + site + "\nepoch=1\n";
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", 3);
        String key = path.length < 3 ? "" : path[2];
        if (!key.startsWith("images/")) {
            bucket(exchange, key);
            return;
        }
        requests.add(exchange.getRequestMethod() + " " + key + " "
                + exchange.getRequestURI().getQuery());
        metadata.forEach((name, value) -> exchange.getResponseHeaders().set("x-amz-meta-" + name, value));
        exchange.getResponseHeaders().set("x-amz-version-id", "v7");
        exchange.getResponseHeaders().set("ETag", "\"e\"");
        exchange.sendResponseHeaders(exchange.getRequestMethod().equals("DELETE") ? 204 : 200, -1);
        exchange.close();
    }

    /** Anything else: the site's marker, which can be replaced, and a list of nothing. */
    private void bucket(HttpExchange exchange, String key) throws IOException {
        boolean list = String.valueOf(exchange.getRequestURI().getQuery()).contains("list-type");
        boolean put = exchange.getRequestMethod().equals("PUT");
        String text = list ? "<ListBucketResult/>" : !put && key.equals(".nfs2s3-site") ? marker : "";
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().set("ETag", "\"m\"");
        exchange.sendResponseHeaders(put || body.length > 0 ? 200 : 404, body.length > 0 ? body.length : -1);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Method, key and query of each. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
