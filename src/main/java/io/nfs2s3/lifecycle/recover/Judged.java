package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.RecoveredFile;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a path, or of an object of others.
 *
 * @param name the media path; of an object of others, its key
 * @param detail what was found, in words for an operator; may be empty
 * @param change of its row; null where there is none
 */
public record Judged(
        String name, Act act, String detail, @Nullable RecoveredFile change) {
    static Judged keep(String name) {
        return new Judged(name, Act.KEEP, "", null);
    }

    static Judged foreign(String key) {
        return new Judged(key, Act.FOREIGN, "it does not say that it is this site's copy of a file", null);
    }

    static Judged undecided(String name, String detail) {
        return new Judged(name, Act.UNDECIDED, detail, null);
    }
}
