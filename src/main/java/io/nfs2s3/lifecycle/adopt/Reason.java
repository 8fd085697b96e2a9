package io.nfs2s3.lifecycle.adopt;

/** Why an object is not adopted, and what an operator can do. */
public enum Reason {
    /** It has no original. */
    NO_ORIGINAL(false, "the original is not on NFS", "no page is given them; 'verify' names them"),
    /** Its key cannot be that of the first upload of a path. */
    OTHER_KEY(false, "no file's first copy has such a key", "no page is given them; 'verify' names them"),
    /** No medium by its name. */
    NAME_LEFT_OUT(false, "the name is none of a medium", "if they are media, correct source.skip"),
    /** No kind covers it. */
    NO_KIND(false, "no kind covers the path", "if they are media, add a kind to the settings"),
    /** Its kind is not migrated. */
    KIND_NOT_MIGRATED(
            false, "the kind is not migrated", "set 'migrate = true' for the kind in the settings, and run this again"),
    /** The file was rolled back on purpose. */
    ROLLED_BACK(false, "the file was rolled back", "'rollback --undo' has them migrated again"),
    /** The path has a later upload, whose copy gets another key. */
    LATER_UPLOAD(false, "the file was uploaded again, or tried again", "a worker copies them under another key"),
    /** Readers of the path are given another object. */
    OTHER_COPY(false, "the file is migrated, to another object", "nothing needs the object; 'verify' names it"),
    /** The file failed for another reason. */
    FAILED_OTHERWISE(false, "the file failed", "'failed list' says why; 'failed retry' copies it under another key"),
    /** The row or the object changed between the look and the flip. */
    MOVED(false, "it was changed by another meanwhile", "run this again"),
    /** The object has other bytes than the original. */
    DIFFERS(
            true,
            "the object is not what is on NFS",
            "the object is left alone; 'backfill scan' queues the file, and if it fails with ALREADY_THERE, 'failed retry'"
                    + " copies it under another key"),
    /** The original cannot be read. */
    ORIGINAL_UNREADABLE(true, "the original cannot be read", "repair it, or the rights on it, and run this again"),
    /** The original changed during the look. */
    ORIGINAL_CHANGING(true, "the original is being changed", "run this again"),
    /** The object can be read after a restore only, and for some days. */
    OBJECT_ARCHIVED(
            true,
            "the object is in an archive, where no page can read it",
            "restore it, copy it onto itself in another storage class, and run this again"),
    /** The object says that another site put it, which may remove it. */
    OTHER_SITE(
            true,
            "the object says that it is another site's",
            "find out whose prefix it is; an object that was only copied from that site is taken without its metadata"),
    /** The store failed over this object, and answered otherwise. */
    STORE_FAILED(true, "the store failed over the object", "run this again"),
    /** A defect of this program. */
    INTERNAL(true, "something unexpected happened", "run this again; if it stays, report what it says"),
    /** The site's own statement failed for this path. */
    SITE_UPDATE(
            true,
            "catalog.siteUpdate failed for the path",
            "correct the site's table or the statement, and run this again"),
    /** The store does not say what the object is, or does not give it. */
    OBJECT_UNREADABLE(true, "the object cannot be looked at", "correct the rights on it, and run this again"),
    /** Only a read would prove it. */
    NOT_READ(true, "only reading the object would prove it", "run this without --no-get");

    private final boolean refused;
    private final String text;
    private final String advice;

    Reason(boolean refused, String text, String advice) {
        this.refused = refused;
        this.text = text;
        this.advice = advice;
    }

    /** Whether an operator has to see to it; else it is left out on purpose, or had nothing to be adopted for. */
    public boolean isRefusal() {
        return refused;
    }

    /** In words, without the file. */
    public String text() {
        return text;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }
}
