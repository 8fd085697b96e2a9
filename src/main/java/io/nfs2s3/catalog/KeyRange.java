package io.nfs2s3.catalog;

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
    /** All keys of a prefix. */
    public static KeyRange of(String prefix) {
        return new KeyRange(prefix, "", null);
    }
}
