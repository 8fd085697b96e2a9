package io.nfs2s3.inventory;

import org.jspecify.annotations.Nullable;

/** What all of some texts begin with. For one thread. */
final class CommonPrefix {
    private @Nullable String common;

    void add(String text) {
        if (common == null) {
            common = text;
        } else if (!text.startsWith(common)) {
            int same = 0;
            while (same < text.length() && text.charAt(same) == common.charAt(same)) {
                same++;
            }
            boolean halfOfPair = same > 0 && Character.isHighSurrogate(text.charAt(same - 1));
            common = text.substring(0, halfOfPair ? same - 1 : same);
        }
    }

    /** Null where there was no text. */
    @Nullable
    String value() {
        return common;
    }
}
