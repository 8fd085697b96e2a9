package io.nfs2s3.storage;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The head of a PUT on its way to the wire: names in lower case and in order, as a signature wants them. */
final class RequestHead {
    private final String path;
    private final String query;
    private final TreeMap<String, String> headers = new TreeMap<>();

    /**
     * @param path encoded
     * @param query encoded, its parameters in the order of their names; empty for none
     */
    RequestHead(String path, String query) {
        this.path = path;
        this.query = query;
    }

    /**
     * @param name in lower case
     * @param value in ASCII; nothing is put where it is null
     * @throws IllegalArgumentException for a value that would end its line
     */
    RequestHead put(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("header " + name + " has a line break in it");
        }
        headers.put(name, value);
        return this;
    }

    String path() {
        return path;
    }

    String query() {
        return query;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder(1024);
        text.append("PUT ")
                .append(path)
                .append(query.isEmpty() ? "" : "?")
                .append(query)
                .append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
