package io.nfs2s3.origin;

import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What the path of a request names. It is decoded once, strictly: what could be read in two ways is refused. */
sealed interface RequestTarget {
    /** Before what is no media path. It is no path of a kind: names that begin with a dot are not scanned either. */
    String OWN = "/.nfs2s3/";

    /** Before an object key: the origin path of CloudFront, which asks by the key. */
    String KEY = OWN + "key/";

    /**
     * A file.
     *
     * @param key the object key that was asked for; null when the path was
     */
    record File(MediaPath path, @Nullable String key) implements RequestTarget {}

    /** Pages of the origin's own. */
    enum Own implements RequestTarget {
        METRICS,
        HEALTH,
        UNKNOWN
    }

    /** A path that is refused; the message says why. */
    final class BadTargetException extends Exception {
        private static final long serialVersionUID = 1L;

        BadTargetException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads the path of a request.
     *
     * @param raw as it was sent, without the query; null where there is none
     * @param prefix of object keys; empty, or ending in {@code /}
     */
    static RequestTarget parse(@Nullable String raw, String prefix) throws BadTargetException {
        if (raw == null || !raw.startsWith("/")) {
            throw new BadTargetException("the path does not begin with a slash");
        }
        if (raw.startsWith(KEY)) {
            String key = decode(raw.substring(KEY.length()));
            if (!key.startsWith(prefix)) {
                throw new BadTargetException("the key does not begin with s3.prefix");
            }
            return new File(media(KeyPath.of(key.substring(prefix.length()))), key);
        }
        if (raw.startsWith(OWN)) {
            return switch (raw.substring(OWN.length())) {
                case "metrics" -> Own.METRICS;
                case "health" -> Own.HEALTH;
                default -> Own.UNKNOWN;
            };
        }
        return new File(media(decode(raw.substring(1))), null);
    }

    private static MediaPath media(String path) throws BadTargetException {
        try {
            return MediaPath.of(path);
        } catch (InvalidMediaPathException e) {
            throw new BadTargetException(String.valueOf(e.getMessage()));
        }
    }

    /** Percent-decoding, once. A plus sign is a plus sign. */
    private static String decode(String raw) throws BadTargetException {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.put(escaped(raw, i));
                i += 2;
            } else if (c <= ' ' || c >= 0x7F || c == '\\') {
                throw new BadTargetException("a character that must be percent-encoded is not");
            } else {
                bytes.put((byte) c);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new BadTargetException("the path is not UTF-8");
        }
    }

    private static byte escaped(String raw, int percent) throws BadTargetException {
        int high = hexDigit(raw, percent + 1);
        int low = hexDigit(raw, percent + 2);
        if (high < 0 || low < 0) {
            throw new BadTargetException("a percent sign is not followed by two hex digits");
        }
        byte value = (byte) (16 * high + low);
        if (value == '/') {
            throw new BadTargetException("an encoded slash could be read in two ways");
        }
        return value;
    }

    /** Its value; -1 if there is none. Digits of other scripts, which {@code Character.digit} takes, are none. */
    private static int hexDigit(String raw, int at) {
        return at < raw.length() && HexFormat.isHexDigit(raw.charAt(at)) ? HexFormat.fromHexDigit(raw.charAt(at)) : -1;
    }
}
