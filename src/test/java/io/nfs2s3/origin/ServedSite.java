package io.nfs2s3.origin;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** An origin before a site, and a client of it. */
final class ServedSite implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TestSite site;
    private final OriginServer server;

    private ServedSite(TestSite site, OriginServer server) {
        this.site = site;
        this.server = server;
    }

    /**
     * Starts one.
     *
     * @param site closed by its owner
     * @param settings lines of HOCON
     */
    static ServedSite open(TestSite site, String... settings) {
        // S3 in a JVM that does much else may take longer than the default
        Application application =
                site.application(Stream.concat(Stream.of("origin.s3Timeout = 20 s"), Stream.of(settings))
                        .toArray(String[]::new));
        OriginServer server = application.origin(application.settings().origin().onPort(0));
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServedSite(site, server);
    }

    /** Uploads files as a site does, and has a worker migrate them. The bytes are on NFS, too. */
    static void migrate(TestSite site, List<String> paths) {
        // which is how long the worker looks for what another test has registered
        Application application = site.application("sqs.visibilityTimeout = 5 s");
        try (UploadHook hook = application.patientHook();
                MigrationWorker worker = application.worker()) {
            paths.forEach(hook::fileUploaded);
            worker.runUntilEmpty();
        }
    }

    /** Registers an upload that no worker sees. */
    static void register(TestSite site, String path) {
        site.application().catalog().register(List.of(MediaPath.of(path)));
    }

    TestSite site() {
        return site;
    }

    URI address() {
        return URI.create(server.address());
    }

    /** @param path as it stands in the URL, without the first slash */
    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    HttpResponse<byte[]> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve("/" + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * A client that has asked, and takes its answer a few bytes at a time, if at all.
     *
     * @param path as it stands in the URL, without the first slash
     * @param headers lines of the request, each with its end
     */
    Socket ask(String path, String... headers) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4 * 1024);
        client.connect(new InetSocketAddress(address().getHost(), address().getPort()));
        client.getOutputStream()
                .write(("GET /" + path + " HTTP/1.1\r\nHost: x\r\n" + String.join("", headers) + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    /** A header of an answer; empty if there is none. */
    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    static String source(HttpResponse<?> answer) {
        return header(answer, "X-Nfs2s3-Source");
    }

    /** A figure of the metrics page; 0 if it is not there. */
    double metric(String name) {
        return new String(get(".nfs2s3/metrics").body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    @Override
    public void close() {
        server.close();
    }
}
