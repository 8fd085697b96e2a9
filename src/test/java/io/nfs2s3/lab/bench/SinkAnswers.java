package io.nfs2s3.lab.bench;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.ETAG;
import static io.netty.handler.codec.http.HttpHeaderNames.LAST_MODIFIED;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.nfs2s3.lab.bench.SinkObjects.Stored;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers of the sink, in the form of S3. Keys are those of the benchmark: nothing in them needs an escape. */
final class SinkAnswers {
    static final String CHECKSUM = "x-amz-checksum-crc32c";
    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String MODIFIED = "Sun, 01 Nov 2026 00:00:00 GMT";

    private SinkAnswers() {}

    static FullHttpResponse empty(HttpResponseStatus status) {
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        if (status.code() != HttpResponseStatus.NO_CONTENT.code()) {
            answer.headers().set(CONTENT_LENGTH, 0);
        }
        return answer;
    }

    static FullHttpResponse xml(HttpResponseStatus status, String body) {
        byte[] bytes = (XML + body).getBytes(StandardCharsets.UTF_8);
        FullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
        answer.headers().set(CONTENT_LENGTH, bytes.length).set(CONTENT_TYPE, "application/xml");
        return answer;
    }

    static FullHttpResponse error(HttpResponseStatus status, String code) {
        return xml(status, "<Error><Code>" + code + "</Code><Message>says the sink</Message></Error>");
    }

    /** To a PUT: the checksum that the request had. */
    static FullHttpResponse stored(String etag, @Nullable String checksum) {
        FullHttpResponse answer = empty(HttpResponseStatus.OK);
        answer.headers().set(ETAG, etag);
        if (checksum != null) {
            answer.headers().set(CHECKSUM, checksum);
        }
        return answer;
    }

    /** To a HEAD: the length is that of the body which is not sent. */
    static FullHttpResponse head(Stored object) {
        FullHttpResponse answer = stored(object.etag(), object.checksum());
        answer.headers()
                .set(CONTENT_LENGTH, object.size())
                .set(LAST_MODIFIED, MODIFIED)
                .set("x-amz-checksum-type", "FULL_OBJECT");
        return answer;
    }

    /** To a GET of a small object. */
    static FullHttpResponse get(Stored object) {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(object.small()));
        answer.headers()
                .set(ETAG, object.etag())
                .set(CONTENT_LENGTH, object.small().length)
                .set(LAST_MODIFIED, MODIFIED);
        return answer;
    }

    static FullHttpResponse begun(String bucket, String key, String uploadId) {
        return xml(
                HttpResponseStatus.OK,
                "<InitiateMultipartUploadResult><Bucket>" + bucket + "</Bucket><Key>" + key + "</Key><UploadId>"
                        + uploadId + "</UploadId></InitiateMultipartUploadResult>");
    }

    static FullHttpResponse completed(String bucket, String key, Stored object) {
        return xml(
                HttpResponseStatus.OK,
                "<CompleteMultipartUploadResult><Bucket>" + bucket + "</Bucket><Key>" + key + "</Key><ETag>"
                        + object.etag() + "</ETag></CompleteMultipartUploadResult>");
    }

    static FullHttpResponse location() {
        return xml(
                HttpResponseStatus.OK,
                "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></LocationConstraint>");
    }

    /** @param more whether the page is full: the next one comes after its last key */
    static FullHttpResponse list(String bucket, List<Map.Entry<String, Stored>> page, boolean more) {
        StringBuilder body = new StringBuilder("<ListBucketResult><Name>" + bucket + "</Name><KeyCount>" + page.size()
                + "</KeyCount><IsTruncated>" + more + "</IsTruncated>");
        String last = "";
        for (Map.Entry<String, Stored> object : page) {
            last = object.getKey().substring(bucket.length() + 1);
            body.append("<Contents><Key>").append(last).append("</Key><Size>");
            body.append(object.getValue().size()).append("</Size><ETag>");
            body.append(object.getValue().etag()).append("</ETag>");
            body.append("<LastModified>2026-11-01T00:00:00.000Z</LastModified></Contents>");
        }
        if (more) {
            body.append("<NextContinuationToken>").append(last).append("</NextContinuationToken>");
        }
        return xml(HttpResponseStatus.OK, body.append("</ListBucketResult>").toString());
    }
}
