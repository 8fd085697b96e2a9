package io.nfs2s3.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of object keys, in the order of their UTF-8 bytes.
 *
 * @param prefix what all of them begin with; empty for any
 * @param after the last key before it; empty for none
 * @param upTo its last key; null for no end
 */
public record KeyRange(
        String prefix, String after, @Nullable String upTo) {
    /** Behind each character that a key can have. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    /** The ranges that have all keys without a prefix, and perhaps some with it; none where it is empty. */
    public static List<KeyRange> outside(String prefix) {
        return prefix.isEmpty()
                ? List.of()
                : List.of(new KeyRange("", "", prefix), new KeyRange("", prefix + LAST, null));
    }

    /** All keys of a prefix. */
    public static KeyRange of(String prefix) {
        return new KeyRange(prefix, "", null);
    }
}
