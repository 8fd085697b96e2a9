package io.nfs2s3.http;

import io.nfs2s3.media.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token that the header {@code Authorization} must have; it counts nowhere else. Compared in a time that says nothing of it,
 * its length neither. Thread-safe.
 */
final class AccessToken {
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";
    private final byte[] digest;

    AccessToken(String token) {
        this.digest = digest(token);
    }

    /** Empty for no token. */
    static Optional<AccessToken> of(String token) {
        return token.isEmpty() ? Optional.empty() : Optional.of(new AccessToken(token));
    }

    /** Whether a program sent it (RFC 6750). No browser does so by itself. */
    boolean isBearer(@Nullable String authorization) {
        return after(BEARER, authorization).filter(this::isIt).isPresent();
    }

    /** Whether it is the password that a browser asked for (RFC 7617), whatever the name is. */
    boolean isPassword(@Nullable String authorization) {
        return after(BASIC, authorization)
                .flatMap(AccessToken::decoded)
                .filter(pair -> pair.indexOf(':') >= 0 && isIt(pair.substring(pair.indexOf(':') + 1)))
                .isPresent();
    }

    /** Whether a program sent a token of some sort, right or wrong. */
    static boolean isOfProgram(@Nullable String authorization) {
        return after(BEARER, authorization).isPresent();
    }

    private static Optional<String> after(String scheme, @Nullable String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(scheme)
                ? Optional.of(authorization.substring(scheme.length()).strip())
                : Optional.empty();
    }

    private static Optional<String> decoded(String credentials) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isIt(String token) {
        return MessageDigest.isEqual(digest, digest(token));
    }

    private static byte[] digest(String token) {
        return Digests.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
