package io.nfs2s3.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The two calls of the SQS protocol that a drain makes, answered by a queue that refuses single entries of a batch,
 * which no server at hand can be brought to do.
 */
final class PickySqs implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpServer server;
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final boolean senderFault;
    private volatile Predicate<String> refused;

    /** @param senderFault whether SQS says that the entry is to blame, and not itself */
    PickySqs(Predicate<String> refused, boolean senderFault) {
        this.refused = refused;
        this.senderFault = senderFault;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The bodies that it took, in their order. */
    List<String> accepted() {
        return accepted;
    }

    void refuse(Predicate<String> bodies) {
        refused = bodies;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            String action = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            JsonNode response = action.endsWith("GetQueueUrl")
                    ? JSON.createObjectNode().put("QueueUrl", endpoint() + "/queue")
                    : sendBatch(request);
            byte[] bytes = JSON.writeValueAsBytes(response);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private JsonNode sendBatch(JsonNode request) {
        ObjectNode response = JSON.createObjectNode();
        ArrayNode successful = response.putArray("Successful");
        ArrayNode failed = response.putArray("Failed");
        for (JsonNode entry : request.path("Entries")) {
            String body = entry.path("MessageBody").asText();
            if (refused.test(body)) {
                failed.addObject()
                        .put("Id", entry.path("Id").asText())
                        .put("SenderFault", senderFault)
                        .put("Code", senderFault ? "InvalidMessageContents" : "InternalError")
                        .put("Message", "refused");
            } else {
                accepted.add(body);
                successful
                        .addObject()
                        .put("Id", entry.path("Id").asText())
                        .put("MessageId", "m" + accepted.size())
                        .put("MD5OfMessageBody", md5(body));
            }
        }
        return response;
    }

    private static String md5(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
