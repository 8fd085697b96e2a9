package io.nfs2s3.lab.bench;

import io.nfs2s3.media.MediaPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** Looks at some answers before they are counted: a server that answers wrongly may well be fast. */
final class OriginChecks {
    private static final int SOME = 20;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI server;
    private final FileSet files;

    OriginChecks(URI server, FileSet files) {
        this.server = server;
        this.files = files;
    }

    /** @throws IllegalStateException when an answer is wrong */
    void run(String source) throws IOException, InterruptedException {
        List<MediaPath> some = files.measured().subList(0, Math.min(SOME, files.count()));
        for (MediaPath path : some) {
            byte[] bytes = Files.readAllBytes(files.root().resolve(path.value()));
            HttpResponse<byte[]> whole = get(path);
            require(path, whole, 200, bytes);
            if (!whole.headers().firstValue("X-Nfs2s3-Source").orElse("").equals(source)) {
                throw new IllegalStateException(path + " does not come from " + source);
            }
            String etag = whole.headers().firstValue("ETag").orElse("none");
            require(path, get(path, "If-None-Match", etag), 304, new byte[0]);
            require(path, get(path, "Range", "bytes=100-199"), 206, Arrays.copyOfRange(bytes, 100, 200));
            require(
                    path,
                    get(path, "Range", "bytes=-1"),
                    206,
                    Arrays.copyOfRange(bytes, bytes.length - 1, bytes.length));
            require(path, get(path, "Range", "bytes=0-9", "If-Range", "\"other\""), 200, bytes);
        }
        System.out.printf("  %s: whole, conditional and range requests of %d files are right%n", source, some.size());
    }

    private HttpResponse<byte[]> get(MediaPath path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/" + path.value()));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static void require(MediaPath path, HttpResponse<byte[]> answer, int status, byte[] body) {
        if (answer.statusCode() != status || !Arrays.equals(answer.body(), body)) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " with " + answer.body().length
                    + " bytes instead of " + status + " with " + body.length);
        }
    }
}
