package io.nfs2s3.storage;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names the header that a store does not take, or does not do without, and what an operator can set. A store names it in
 * the element {@code Header} of its error, or in its message.
 */
final class RefusedHeader {
    /** What a header begins with, and the advice. The first that fits counts. */
    private static final String[][] ADVICE = {
        {"content-md5", "set s3.proof = \"etag\", which sends it"},
        {"x-amz-checksum-", "set s3.proof = \"etag\" or \"readback\""},
        {"x-amz-sdk-checksum-algorithm", "set s3.proof = \"etag\" or \"readback\""},
        {"x-amz-trailer", "set s3.proof = \"etag\" or \"readback\""},
        {"cache-control", "set s3.cacheControl = \"\", and that of the kinds"},
        {"if-none-match", "nfs2s3 writes each key once and cannot do without it, so it needs another store"},
        {"x-amz-tagging", "take the tags out of kinds.NAME.tags"},
        {"x-amz-acl", "nfs2s3 does not send it, so look at what stands between it and the store"},
        {"x-amz-storage-class", "set kinds.NAME.storageClass = \"\""},
        {"x-amz-server-side-encryption", "set kinds.NAME.kmsKey = \"\""},
    };

    private RefusedHeader() {}

    /**
     * The header that an error is about, and the setting.
     *
     * @param header as the error names it
     * @return one line; empty where the error is about no header
     */
    static Optional<String> of(@Nullable String header, @Nullable String message) {
        return advice(header).or(() -> header == null ? advice(message) : Optional.of("header " + header));
    }

    private static Optional<String> advice(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (String[] row : ADVICE) {
            if (lower.contains(row[0])) {
                return Optional.of("header " + word(lower, row[0]) + ": " + row[1]);
            }
        }
        return Optional.empty();
    }

    /** The whole name, of which the table may have the beginning. */
    private static String word(String text, String beginning) {
        int from = text.indexOf(beginning);
        int to = from + beginning.length();
        while (to < text.length() && (Character.isLetterOrDigit(text.charAt(to)) || text.charAt(to) == '-')) {
            to++;
        }
        return text.substring(from, to);
    }
}
