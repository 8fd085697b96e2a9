package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small site: {@code PUT /images/…} uploads a file to NFS and tells the hook, {@code GET /images/…} sends the browser to
 * where the file is now. In a servlet the two methods are {@code doPut} and {@code doGet}.
 */
public final class UploadServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Path nfs;
    private final UploadHook hook;
    private final MediaUrlResolver resolver;

    /**
     * @param nfs the source root
     * @param hook made once for the site with {@code UploadHookBuilder}, shared by all requests, closed by its maker
     * @param resolver likewise with {@code MediaUrlResolverBuilder}
     */
    public UploadServer(Path nfs, UploadHook hook, MediaUrlResolver resolver) throws IOException {
        this.nfs = nfs;
        this.hook = hook;
        this.resolver = resolver;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/images/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        try (exchange) {
            switch (exchange.getRequestMethod()) {
                case "PUT" -> upload(exchange, path);
                case "GET" -> show(exchange, path);
                default -> answer(exchange, 405, "PUT or GET");
            }
        }
    }

    private void upload(HttpExchange exchange, String path) throws IOException {
        // 1. A name from outside is checked before it touches the disk: no "..", no absolute path.
        Path file;
        try {
            file = nfs.resolve(MediaPath.of(path).value());
        } catch (InvalidMediaPathException e) {
            answer(exchange, 400, e.getMessage());
            return;
        }
        Files.createDirectories(file.getParent());

        // 2. The file, complete and in its place: readers never see half of it, and neither does nfs2s3.
        Path half = file.resolveSibling("." + UUID.randomUUID());
        try (InputStream body = exchange.getRequestBody()) {
            Files.copy(body, half);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }

        // 3. The hook. Whatever it answers, the upload is safe: there is nothing to branch on.
        try {
            hook.fileUploaded(path);
            answer(exchange, 201, "uploaded");
        } catch (UploadNotAcceptedException e) {
            // SQS, the database and the local disk are all gone. The file is on NFS and can be read; the same upload
            // again, from the browser or from a retry of the site's own, is all that it needs.
            answer(exchange, 503, "please try again");
        }
    }

    private void show(HttpExchange exchange, String path) throws IOException {
        var url = resolver.url(path);
        if (url.isEmpty()) {
            answer(exchange, 404, "no such image");
            return;
        }
        exchange.getResponseHeaders().set("Location", url.get());
        answer(exchange, 302, "");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(1);
        threads.shutdown();
    }
}
