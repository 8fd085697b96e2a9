package io.nfs2s3.lab.devstack;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One request to S3, with the bucket in its path.
 *
 * @param method of HTTP
 * @param key of the object; empty when the request is for the bucket
 * @param query without its question mark; may be empty
 * @param headers by their names in lower case
 */
public record S3Request(String method, String key, String query, Map<String, String> headers) {
    static S3Request of(HttpHead head) {
        String[] target = head.target().split("\\?", 2);
        String[] path = target[0].split("/", 3);
        return new S3Request(
                head.method(),
                path.length < 3 ? "" : URLDecoder.decode(path[2].replace("+", "%2B"), StandardCharsets.UTF_8),
                target.length < 2 ? "" : target[1],
                head.headers());
    }

    /** Whether the object shall only be written when the key is free. */
    public boolean isConditional() {
        return "*".equals(headers.get("if-none-match"));
    }

    /** Whether it puts a part of an object. */
    public boolean isPart() {
        return method.equals("PUT") && query.contains("partNumber=");
    }

    /** Whether it puts the parts of an upload together. */
    boolean isCompletion() {
        return method.equals("POST") && query.contains("uploadId=");
    }
}
