package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Of which upload a key is: the way back from {@link ObjectKey#of}. */
public final class KeyReader {
    private static final Pattern WITH_GENERATION =
            Pattern.compile("(.*)~g([1-9][0-9]{0,8})(\\.[^./]*)?", Pattern.DOTALL);

    private KeyReader() {}

    /**
     * The upload whose copy has a key; empty where no copy has such a key.
     *
     * @param prefix what the keys of the site begin with
     */
    public static Optional<FileVersion> uploadOf(String prefix, String key) {
        if (!key.startsWith(prefix)) {
            return Optional.empty();
        }
        String below = key.substring(prefix.length());
        Matcher later = WITH_GENERATION.matcher(below);
        try {
            FileVersion upload = later.matches()
                    ? new FileVersion(
                            MediaPath.of(later.group(1) + (later.group(3) == null ? "" : later.group(3))),
                            Integer.parseInt(later.group(2)))
                    : new FileVersion(MediaPath.of(below), 1);
            return Optional.of(upload).filter(one -> isKeyOf(prefix, key, one));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the copy of an upload has this key. */
    static boolean isKeyOf(String prefix, String key, FileVersion upload) {
        try {
            return ObjectKey.of(prefix, upload.path(), upload.generation())
                    .value()
                    .equals(key);
        } catch (IllegalArgumentException e) {
            return false; // its key would be too long
        }
    }
}
