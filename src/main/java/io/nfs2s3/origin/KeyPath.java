package io.nfs2s3.origin;

import io.nfs2s3.media.ObjectKey;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way back from an object key to its media path, whatever its generation: the reverse of {@link ObjectKey#of}. */
final class KeyPath {
    private static final Pattern GENERATION_SUFFIX = Pattern.compile("~g[0-9]+\\z");

    private KeyPath() {}

    /** @param key without the prefix */
    static String of(String key) {
        int name = key.lastIndexOf('/') + 1;
        int dot = key.lastIndexOf('.');
        int stemEnd = dot > name ? dot : key.length();
        Matcher suffix = GENERATION_SUFFIX.matcher(key.substring(name, stemEnd));
        return suffix.find() ? key.substring(0, name + suffix.start()) + key.substring(stemEnd) : key;
    }
}
