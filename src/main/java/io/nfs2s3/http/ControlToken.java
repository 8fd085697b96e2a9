package io.nfs2s3.http;

import io.nfs2s3.media.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The token without which nobody acts. Compared in a time that says nothing of it, its length neither. Thread-safe. */
final class ControlToken {
    private static final String SCHEME = "bearer ";
    private final byte[] digest;

    ControlToken(String token) {
        this.digest = digest(token);
    }

    /** Whether it is in the header {@code Authorization}, the only place where it counts. */
    boolean isIn(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return false;
        }
        return MessageDigest.isEqual(
                digest, digest(authorization.substring(SCHEME.length()).strip()));
    }

    private static byte[] digest(String token) {
        return Digests.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
