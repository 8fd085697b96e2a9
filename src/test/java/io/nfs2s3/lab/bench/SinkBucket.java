package io.nfs2s3.lab.bench;

import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.NO_CONTENT;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.PRECONDITION_FAILED;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.nfs2s3.lab.bench.SinkObjects.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of S3 that nfs2s3 and the tools beside it call, with buckets addressed by path. Every bucket exists. */
final class SinkBucket {
    private static final int PAGE = 1_000;
    private final SinkObjects objects;

    SinkBucket(SinkObjects objects) {
        this.objects = objects;
    }

    /**
     * Answers.
     *
     * @param received how many bytes the body had
     * @param small the body, if it is a small one
     */
    FullHttpResponse answer(HttpRequest request, long received, byte[] small) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        String name = uri.path().substring(1);
        int slash = name.indexOf('/');
        Map<String, List<String>> query = uri.parameters();
        if (slash < 0 || slash == name.length() - 1) {
            return bucket(request.method().name(), slash < 0 ? name : name.substring(0, slash), query);
        }
        String bucket = name.substring(0, slash);
        String key = name.substring(slash + 1);
        long size = size(request, received);
        @Nullable String uploadId = first(query, "uploadId");
        return switch (request.method().name()) {
            case "PUT" -> uploadId == null ? put(request, name, size, small) : part(request, query, uploadId, size);
            case "POST" ->
                uploadId == null
                        ? SinkAnswers.begun(bucket, key, objects.begin())
                        : complete(request, bucket, key, uploadId);
            case "GET" ->
                objects.find(name).map(SinkAnswers::get).orElseGet(() -> SinkAnswers.error(NOT_FOUND, "NoSuchKey"));
            case "HEAD" -> objects.find(name).map(SinkAnswers::head).orElseGet(() -> SinkAnswers.empty(NOT_FOUND));
            case "DELETE" -> delete(name, uploadId);
            default -> SinkAnswers.error(METHOD_NOT_ALLOWED, "MethodNotAllowed");
        };
    }

    private FullHttpResponse bucket(String method, String bucket, Map<String, List<String>> query) {
        if (!method.equals("GET")) {
            return SinkAnswers.empty(OK);
        }
        if (query.containsKey("location")) {
            return SinkAnswers.location();
        }
        String token = Optional.ofNullable(first(query, "continuation-token"))
                .or(() -> Optional.ofNullable(first(query, "start-after")))
                .orElse("");
        int limit = Optional.ofNullable(first(query, "max-keys"))
                .map(Integer::parseInt)
                .filter(keys -> keys < PAGE)
                .orElse(PAGE);
        String prefix = Optional.ofNullable(first(query, "prefix")).orElse("");
        List<Map.Entry<String, Stored>> page =
                objects.list(bucket + "/" + prefix, token.isEmpty() ? "" : bucket + "/" + token, limit);
        return SinkAnswers.list(bucket, page, page.size() == limit);
    }

    private FullHttpResponse put(HttpRequest request, String name, long size, byte[] small) {
        @Nullable String checksum = request.headers().get(SinkAnswers.CHECKSUM);
        return objects.put(name, size, checksum, small, onlyIfFree(request))
                .map(stored -> SinkAnswers.stored(stored.etag(), checksum))
                .orElseGet(() -> SinkAnswers.error(PRECONDITION_FAILED, "PreconditionFailed"));
    }

    private FullHttpResponse part(HttpRequest request, Map<String, List<String>> query, String uploadId, long size) {
        int number =
                Integer.parseInt(Optional.ofNullable(first(query, "partNumber")).orElse("0"));
        return objects.part(uploadId, number, size)
                ? SinkAnswers.stored(objects.etag(), request.headers().get(SinkAnswers.CHECKSUM))
                : SinkAnswers.error(NOT_FOUND, "NoSuchUpload");
    }

    /** Takes all parts that came, and the checksum of the full object without a look at the bytes. */
    private FullHttpResponse complete(HttpRequest request, String bucket, String key, String uploadId) {
        Optional<Long> size = objects.size(uploadId);
        if (size.isEmpty()) {
            return SinkAnswers.error(NOT_FOUND, "NoSuchUpload");
        }
        Optional<Stored> stored = objects.put(
                bucket + "/" + key,
                size.get(),
                request.headers().get(SinkAnswers.CHECKSUM),
                new byte[0],
                onlyIfFree(request));
        stored.ifPresent(done -> objects.forget(uploadId));
        return stored.map(done -> SinkAnswers.completed(bucket, key, done))
                .orElseGet(() -> SinkAnswers.error(PRECONDITION_FAILED, "PreconditionFailed"));
    }

    private FullHttpResponse delete(String name, @Nullable String uploadId) {
        if (uploadId == null) {
            objects.remove(name);
        } else {
            objects.forget(uploadId);
        }
        return SinkAnswers.empty(NO_CONTENT);
    }

    private static boolean onlyIfFree(HttpRequest request) {
        return "*".equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
    }

    /** A body that is signed in chunks is longer than what it holds, and says how long that is. */
    private static long size(HttpRequest request, long received) {
        @Nullable String decoded = request.headers().get("x-amz-decoded-content-length");
        return decoded == null ? received : Long.parseLong(decoded);
    }

    private static @Nullable String first(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }
}
