package io.nfs2s3.origin;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body is still to be read. Whoever has one must send the body, or close it.
 *
 * @param length of the body that a GET gets; -1 for an answer that has none
 */
record Reply(int status, Map<String, String> headers, long length, Body body) {
    /** Where the bytes come from. */
    enum Source {
        S3,
        NFS,
        NONE
    }

    /** Headers in the order in which they were set. */
    static final class Headers {
        private final Map<String, String> all = new LinkedHashMap<>();

        Headers set(String name, @Nullable String value) {
            if (value != null) {
                all.put(name, value);
            }
            return this;
        }

        Headers set(String name, @Nullable Instant time) {
            return set(name, time == null ? null : HttpDates.format(time));
        }

        Map<String, String> all() {
            return all;
        }
    }

    static Reply empty(int status, Headers headers) {
        return new Reply(status, headers.all(), -1, Body.NONE);
    }

    /** An error, which no cache is to keep. */
    static Reply error(int status) {
        return empty(status, new Headers().set("Cache-Control", "no-store"));
    }

    /** What cannot be answered now. */
    static Reply later() {
        return empty(503, new Headers().set("Cache-Control", "no-store").set("Retry-After", "5"));
    }
}
