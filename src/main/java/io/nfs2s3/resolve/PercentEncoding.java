package io.nfs2s3.resolve;

import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding of a path for a URL: UTF-8, everything but RFC 3986's unreserved characters and {@code /} encoded,
 * so that {@code +}, {@code #}, {@code ?} and {@code %} mean themselves everywhere.
 *
 * <p>By hand, for it must be letter for letter what the SQL function {@code nfs2s3.percent_encode} is, and what the class
 * path of a site has does not do this: {@code URLEncoder} is for forms, {@code URI} leaves other characters as they are.
 */
final class PercentEncoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentEncoding() {}

    static String encode(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '/'
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }
}
