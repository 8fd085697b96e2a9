package io.nfs2s3.media;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The name of an object in S3. A key is written once: each generation of a path has a key of its own, and no two
 * paths share one.
 *
 * @param value 1 to 1,024 bytes of UTF-8
 */
public record ObjectKey(String value) {
    private static final Pattern GENERATION_SUFFIX = Pattern.compile("~g[0-9]+$");

    /** @throws IllegalArgumentException when the key is empty or too long for S3 */
    public ObjectKey {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MediaPath.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "an object key has 1 to " + MediaPath.MAX_BYTES + " bytes; this one would have " + bytes);
        }
    }

    /**
     * The key of one generation of a path: {@code {prefix}{path}} for generation 1, with {@code ~g{n}} before the
     * extension after that. A path whose own name ends in {@code ~g} and digits before the extension carries the
     * suffix from generation 1 on, so that {@code a~g2.jpg} can never be taken for the second generation of
     * {@code a.jpg}.
     *
     * @param prefix empty, or ending in {@code /}
     * @param generation 1 or more
     */
    public static ObjectKey of(String prefix, MediaPath path, int generation) {
        if (generation < 1) {
            throw new IllegalArgumentException("generation " + generation + " of " + path + ": the first is 1");
        }
        String value = path.value();
        int name = value.lastIndexOf('/') + 1;
        int dot = value.lastIndexOf('.');
        int stemEnd = dot > name ? dot : value.length();
        String stem = value.substring(0, stemEnd);
        boolean plain = generation == 1
                && !GENERATION_SUFFIX.matcher(stem.substring(name)).find();
        return new ObjectKey(plain ? prefix + value : prefix + stem + "~g" + generation + value.substring(stemEnd));
    }

    /**
     * What the keys of all generations of a path begin with, besides a first one that is the path itself. Keys of other paths
     * may begin so, too.
     *
     * @param prefix as in {@link #of}
     */
    public static String laterPrefix(String prefix, MediaPath path) {
        String value = path.value();
        int dot = value.lastIndexOf('.');
        return prefix + (dot > value.lastIndexOf('/') + 1 ? value.substring(0, dot) : value) + "~g";
    }

    @Override
    public String toString() {
        return value;
    }
}
