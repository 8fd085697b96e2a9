package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.lifecycle.Original.Finding;

/** Why a file is left as it is, and what an operator can do. */
public enum Refusal {
    /** The original is not on NFS. */
    ORIGINAL_MISSING("the original is not on NFS", "put it back from a backup, or from the object, and run this again"),
    /** The original has other bytes than the object. */
    ORIGINAL_DIFFERS(
            "the original is not what was copied",
            "if the file on NFS is the right one, 'nfs2s3 enqueue PATH' takes it as a new upload; if not, put the right one"
                    + " back and run this again"),
    /** The original cannot be read. */
    ORIGINAL_UNREADABLE("the original cannot be read", "repair it, or the rights on it, and run this again"),
    /** The original changed during the look. */
    ORIGINAL_CHANGING("the original is being changed", "run this again"),
    /** The row has nothing to compare with. */
    NO_EVIDENCE("nothing proves the original", "'nfs2s3 enqueue PATH' takes the file on NFS as a new upload"),
    /** The original was removed on purpose. */
    RETIRED(
            "the original was retired: removed from NFS",
            "pages keep the object; bring the original back with 'nfs2s3 retire --restore' from the trash, or with 'nfs2s3"
                    + " restore' from the object, and run this again"),
    /** Nobody registered the path. */
    NOT_REGISTERED(
            "it is not registered",
            "look for the right path; a page that asks for this one gets what resolve.unregistered says"),
    /** It is no media path. */
    BAD_NAME("it is no media path", "mend the list"),
    /** Undone, it would be migrated although its kind is not. */
    KIND_NOT_MIGRATED(
            "its kind is not migrated", "set 'migrate = true' for the kind in the settings, and run this again"),
    /** The site's own statement failed for this path. */
    SITE_UPDATE(
            "catalog.siteUpdate failed for the path", "correct the site's table or the statement, and run this again");

    private final String text;
    private final String advice;

    Refusal(String text, String advice) {
        this.text = text;
        this.advice = advice;
    }

    /** In words, without the file. */
    public String text() {
        return text;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }

    /** @param finding not {@code SAME} */
    static Refusal of(Finding finding) {
        return switch (finding) {
            case MISSING -> ORIGINAL_MISSING;
            case DIFFERS -> ORIGINAL_DIFFERS;
            case UNREADABLE -> ORIGINAL_UNREADABLE;
            case CHANGING -> ORIGINAL_CHANGING;
            case NO_EVIDENCE -> NO_EVIDENCE;
            case SAME -> throw new IllegalArgumentException("what is proved is not refused");
        };
    }
}
