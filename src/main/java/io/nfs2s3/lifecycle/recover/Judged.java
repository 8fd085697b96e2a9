package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.RecoveredFile;
import io.nfs2s3.media.FileVersion;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a path, or of an object of others.
 *
 * @param name the media path; of an object of others, its key
 * @param detail what was found, in words for an operator; may be empty
 * @param change of its row; null where there is none
 * @param held the upload of a QUEUED row that no worker may copy before an operator has decided; null for none
 */
public record Judged(
        String name,
        Act act,
        String detail,
        @Nullable RecoveredFile change,
        @Nullable FileVersion held) {
    static Judged keep(String name) {
        return new Judged(name, Act.KEEP, "", null, null);
    }

    static Judged change(Act act, String detail, RecoveredFile change) {
        return new Judged(change.upload().path().value(), act, detail, change, null);
    }

    static Judged foreign(String key) {
        return new Judged(key, Act.FOREIGN, "it does not say that it is this site's copy of a file", null, null);
    }

    static Judged undecided(String name, String detail, @Nullable FileVersion held) {
        return new Judged(name, Act.UNDECIDED, detail, null, held);
    }

    /** The same, of which something more is known. */
    Judged also(String more) {
        return new Judged(name, act, detail + "; " + more, change, held);
    }
}
