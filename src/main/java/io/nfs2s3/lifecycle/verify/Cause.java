package io.nfs2s3.lifecycle.verify;

import java.util.Locale;

/** What is the matter with a file. */
public enum Cause {
    OBJECT_MISSING("readers are sent to an object that is not there"),
    OBJECT_DIFFERS("the object has other bytes than were copied"),
    OBJECT_ARCHIVED("the object cannot be read before it is restored from an archive"),
    DELETE_MARKER("the object was removed; the bucket may still have its versions"),
    SOURCE_MISSING("readers are sent to an original that is not there"),
    SOURCE_CHANGED("the original changed, and no upload told of it"),
    SOURCE_UNREADABLE("the original cannot be read, or not be compared"),
    NOT_REGISTERED("the original has no row"),
    ORPHAN_OBJECT("an object of this site that no row names"),
    FOREIGN_OBJECT("an object that does not say that it is this site's"),
    STALE_POINTER("readers are sent to an original that is not there, while its copy is"),
    EVIDENCE_MISSING("the bytes are right, and the row has an older ETag or version of the object"),
    MOVED_BY_HAND("the original is gone, and was not retired");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    /** As it is printed: {@code object-missing}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In words for an operator. */
    public String words() {
        return words;
    }
}
