package io.nfs2s3.storage;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a PUT.
 *
 * @param headers by their names in lower case
 * @param body its beginning, as text
 */
record PutResponse(int status, Map<String, String> headers, String body) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }
}
