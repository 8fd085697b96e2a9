package io.nfs2s3.lifecycle.verify;

/**
 * The order of S3 listings and of PostgreSQL's {@code COLLATE "C"}: by the bytes of UTF-8, which is that of code points. It
 * is not {@link String#compareTo}: a character beyond U+FFFF begins with a surrogate there, and comes before U+E000.
 */
final class KeyOrder {
    private KeyOrder() {}

    /** Below 0, 0, or above 0, as of a comparator. Encodes nothing. */
    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                return rank(left) - rank(right);
            }
        }
        return a.length() - b.length();
    }

    /** Surrogates, which begin what is beyond U+FFFF, come last. */
    private static int rank(char unit) {
        return Character.isSurrogate(unit) ? unit + Character.MAX_VALUE : unit;
    }
}
