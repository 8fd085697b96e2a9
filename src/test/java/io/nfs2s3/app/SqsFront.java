package io.nfs2s3.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A loopback port in front of an SQS server that refuses single actions, and tells attributes of queues as it likes. */
final class SqsFront implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OWN = Set.of("host", "connection", "content-length", "expect", "upgrade");

    /** An error for an action on a queue. */
    private record Rule(String action, String queue, int status, String code) {
        boolean fits(String wanted, String body) {
            return wanted.startsWith(action) && body.contains(queue + "\"");
        }
    }

    private final URI target;
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Rule> rules = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<String, String>> attributes = new ConcurrentHashMap<>();
    private final Set<String> withheld = ConcurrentHashMap.newKeySet();
    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
    private volatile String page = "";

    SqsFront(URI target) {
        this.target = target;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on everything passes, as at the start. */
    void accept() {
        rules.clear();
        attributes.clear();
        withheld.clear();
        page = "";
    }

    /** @param action the beginning of its name, such as {@code Send} */
    void refuse(String action, String queue, int status, String code) {
        rules.add(new Rule(action, queue, status, code));
    }

    /** @param value empty for none */
    void tell(String queue, String attribute, String value) {
        attributes.computeIfAbsent(queue, key -> new ConcurrentHashMap<>()).put(attribute, value);
    }

    /** No message of a queue is received any more. */
    void withhold(String queue) {
        withheld.add(queue);
    }

    /** Everything is answered by 200 and this. */
    void answerWith(String text) {
        page = text;
    }

    /** How the requests were signed that came until now. */
    Set<String> authorizations() {
        return authorizations;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String header = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            String action = header.substring(header.indexOf('.') + 1);
            Rule rule = rules.stream()
                    .filter(one -> one.fits(action, body))
                    .findFirst()
                    .orElse(null);
            if (!page.isEmpty()) {
                write(exchange, 200, page);
            } else if (action.equals("ReceiveMessage")
                    && withheld.stream().anyMatch(queue -> body.contains("/" + queue + "\""))) {
                write(exchange, 200, "{}");
            } else if (rule != null) {
                write(
                        exchange,
                        rule.status(),
                        "{\"__type\":\"com.amazonaws.sqs#" + rule.code() + "\",\"message\":\"no\"}");
            } else {
                HttpResponse<String> response = forward(exchange, body);
                String text = response.body()
                        .replace(target.getAuthority(), endpoint().getAuthority());
                write(exchange, response.statusCode(), action.equals("GetQueueAttributes") ? told(body, text) : text);
            }
        }
    }

    private String told(String request, String answer) throws IOException {
        JsonNode url = JSON.readTree(request).path("QueueUrl");
        String queue = url.asText().substring(url.asText().lastIndexOf('/') + 1);
        ObjectNode root = (ObjectNode) JSON.readTree(answer);
        ObjectNode all = root.withObject("/Attributes");
        attributes.getOrDefault(queue, Map.of()).forEach((name, value) -> {
            if (value.isEmpty()) {
                all.remove(name);
            } else {
                all.put(name, value);
            }
        });
        return JSON.writeValueAsString(root);
    }

    private HttpResponse<String> forward(HttpExchange exchange, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofString(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void write(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
