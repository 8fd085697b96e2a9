package io.nfs2s3.storage;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A PUT without its body. Header names are in lower case and in order, as a signature wants them. */
final class PutRequest {
    private final String path;
    private final String query;
    private final TreeMap<String, String> headers = new TreeMap<>();

    /**
     * @param path encoded
     * @param query encoded, its parameters in the order of their names; empty for none
     */
    PutRequest(String path, String query) {
        this.path = path;
        this.query = query;
    }

    /**
     * @param name in lower case
     * @param value in ASCII; nothing is put where it is null
     * @throws IllegalArgumentException for a value that would end its line
     */
    PutRequest header(String name, @Nullable String value) {
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

    /** Path and query, as they stand in the request line. */
    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }
}
