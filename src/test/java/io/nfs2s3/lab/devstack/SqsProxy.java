package io.nfs2s3.lab.devstack;

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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A loopback port in front of an SQS server that speaks its protocol: it fails as SQS fails, refuses single entries of a
 * batch, which no server at hand can be brought to do, and keeps {@link SqsLog the order} in which messages were taken.
 *
 * <p>Thread-safe. Batches pass one at a time, else nobody could tell which of two the server took first.
 */
public final class SqsProxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Headers that the client and the server of the JDK set themselves. */
    private static final Set<String> OWN = Set.of("host", "connection", "content-length", "expect", "upgrade");

    private record Refusal(Predicate<String> bodies, boolean senderFault, String code) {
        private static final Refusal NONE = new Refusal(body -> false, false, "");
    }

    /** @param requests which fail, by action and body */
    private record Failure(BiPredicate<String, String> requests, int status, String code) {}

    private final URI target;
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads;
    private final ReentrantLock sending = new ReentrantLock(true);
    private final SqsLog log = new SqsLog();
    private final FifoRules fifo = new FifoRules();
    private volatile Refusal refusal = Refusal.NONE;
    private volatile @Nullable Failure failure;
    private volatile String undeletable = "";
    private volatile boolean countless;
    private volatile boolean attributeless;
    private volatile boolean receiptless;
    private volatile Predicate<String> delayed = action -> true;
    private volatile Duration delay = Duration.ZERO;

    private SqsProxy(URI target) {
        // Else an answer waits 40 ms for the acknowledgement of its own headers. Read once, by the first server.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.target = target;
        this.threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "sqs-proxy");
            thread.setDaemon(true);
            return thread;
        });
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** Opens a proxy on a free port. */
    public static SqsProxy to(URI target) {
        return new SqsProxy(target);
    }

    /** Where clients find it; constant. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What became of the messages that came by. */
    public SqsLog log() {
        return log;
    }

    /** The bodies of entries for FIFO queues that were dropped as repetitions, as SQS does it for five minutes. */
    public List<String> dropped() {
        return fifo.repeated();
    }

    /** The bodies of entries for FIFO queues that asked for a delay of their own, which SQS refuses. */
    public List<String> delayedInFifo() {
        return fifo.delayed();
    }

    /** From now on everything is forwarded, as at the start. */
    public void accept() {
        failure = null;
        refusal = Refusal.NONE;
        undeletable = "";
        countless = false;
        attributeless = false;
        receiptless = false;
        delay = Duration.ZERO;
    }

    /** From now on nothing is forwarded; every answer is this error. */
    public void fail(int status, String code) {
        fail((action, body) -> true, status, code);
    }

    /**
     * From now on some requests are not forwarded, and answered by this error.
     *
     * @param requests told the action, such as {@code SendMessage}, and the body
     */
    public void fail(BiPredicate<String, String> requests, int status, String code) {
        failure = new Failure(requests, status, code);
    }

    /** From now on no message is deleted: every entry of such a batch fails with this code. */
    public void refuseDeletes(String code) {
        undeletable = code;
    }

    /** From now on no batch is forwarded: each is answered with 200, and with no word of its messages. */
    public void swallowBatches() {
        receiptless = true;
    }

    /** From now on all counts of messages are 0, as they may be for a while where they are approximate. */
    public void hideCounts() {
        countless = true;
    }

    /** From now on no question for attributes is forwarded: each is answered with 200, and with none. */
    public void swallowAttributes() {
        attributeless = true;
    }

    /**
     * From now on entries of a batch are refused one by one; the others are forwarded.
     *
     * @param bodies which
     * @param senderFault whether SQS says that the entry is to blame, and not itself
     */
    public void refuse(Predicate<String> bodies, boolean senderFault) {
        refuse(bodies, senderFault, senderFault ? "InvalidMessageContents" : "InternalError");
    }

    /**
     * The same.
     *
     * @param code of each entry that is refused
     */
    public void refuse(Predicate<String> bodies, boolean senderFault, String code) {
        refusal = new Refusal(bodies, senderFault, code);
    }

    /** From now on answers come so much later; the server has taken the request by then. */
    public void delayAnswers(Duration delay) {
        delayAnswers(action -> true, delay);
    }

    /**
     * The same for some requests.
     *
     * @param actions such as {@code SendMessage}
     */
    public void delayAnswers(Predicate<String> actions, Duration delay) {
        this.delayed = actions;
        this.delay = delay;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            String action = action(exchange);
            Failure failing = failure;
            if (failing != null && failing.requests().test(action, new String(request, StandardCharsets.UTF_8))) {
                write(exchange, failing.status(), error(failing.code()));
            } else if (action.equals("GetQueueAttributes") && attributeless) {
                write(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
            } else if (action.equals("SendMessageBatch") && receiptless) {
                write(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
            } else if (action.equals("SendMessageBatch")) {
                sendBatch(exchange, request);
            } else if (action.equals("DeleteMessageBatch") && !undeletable.isEmpty()) {
                write(exchange, 200, SqsBatch.allFailed(JSON.readTree(request), undeletable));
            } else {
                HttpResponse<byte[]> response = forward(exchange, request);
                if (action.equals("ReceiveMessage") && response.statusCode() == 200) {
                    log.received(JSON.readTree(response.body()));
                }
                boolean counts = action.equals("GetQueueAttributes") && countless;
                byte[] body = counts ? withoutCounts(response.body()) : response.body();
                write(exchange, response.statusCode(), withThisAddress(body));
            }
        }
    }

    private static String action(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                .replaceFirst(".*\\.", "");
    }

    private static byte[] withoutCounts(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8)
                .replaceAll("(\"ApproximateNumber\\w*\"\\s*:\\s*)\"\\d+\"", "$1\"0\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Queue URLs name the server that was called: clients shall come back here. */
    private byte[] withThisAddress(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8)
                .replace(target.getAuthority(), endpoint().getAuthority())
                .getBytes(StandardCharsets.UTF_8);
    }

    private void sendBatch(HttpExchange exchange, byte[] request) throws IOException {
        ObjectNode asked = (ObjectNode) JSON.readTree(request);
        String queueUrl = asked.path("QueueUrl").asText();
        SqsBatch batch = SqsBatch.of(asked, refusal.bodies(), entry -> fifo.drops(queueUrl, entry));
        int status = 200;
        byte[] answer = new byte[0];
        sending.lock();
        try {
            ObjectNode results = JSON.createObjectNode();
            if (batch.hasAccepted()) {
                HttpResponse<byte[]> response = forward(exchange, JSON.writeValueAsBytes(batch.accepted()));
                status = response.statusCode();
                answer = response.body();
                results = status == 200 ? (ObjectNode) JSON.readTree(answer) : results;
            }
            if (status == 200) {
                log.add(batch, results);
                answer = JSON.writeValueAsBytes(batch.withRefused(results, refusal.senderFault(), refusal.code()));
            }
        } finally {
            sending.unlock();
        }
        write(exchange, status, answer);
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void write(HttpExchange exchange, int status, byte[] body) throws IOException {
        long late = delayed.test(action(exchange)) ? delay.toNanos() : 0;
        long until = System.nanoTime() + late;
        for (long left = late; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] error(String code) throws IOException {
        JsonNode error = JSON.createObjectNode()
                .put("__type", "com.amazonaws.sqs#" + code)
                .put("message", "on purpose");
        return JSON.writeValueAsBytes(error);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
