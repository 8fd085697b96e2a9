package io.nfs2s3.lifecycle;

/** Why a file is left as it is by a retire or a restore, and what an operator can do. */
public enum Obstacle {
    /** The original is not on NFS. */
    ORIGINAL_MISSING(true, "the original is not on NFS", "'nfs2s3 restore PATH' writes it anew from its object"),
    /** The original is not what was copied. */
    ORIGINAL_DIFFERS(
            true,
            "the original is not what was copied",
            "'nfs2s3 verify --source' says more; 'nfs2s3 enqueue PATH' takes the file on NFS as a new upload"),
    /** It cannot be read, or not to its end. */
    ORIGINAL_UNREADABLE(true, "the original cannot be read, or not moved", "mend the rights on it and its directory"),
    /** It changed during the look, or since. */
    ORIGINAL_CHANGING(true, "the original changed meanwhile", "run this again"),
    /** The mount took so long that nothing was to be changed any more. */
    MOUNT_SLOW(false, "the mount took longer than 5 s, and it was left", "run this again, with a lower --rate"),
    /** More than one name leads to it. */
    OTHER_NAMES(
            true, "the original has hard links, or a symbolic link leads to it", "leave it, or remove the other names"),
    /** There is no object. */
    OBJECT_MISSING(true, "the object is not there", "'nfs2s3 verify --repair' sends readers to the original"),
    /** The object is not what was copied. */
    OBJECT_DIFFERS(true, "the object is not what was copied", "'nfs2s3 verify --repair' sends readers to the original"),
    /** The object is in an archive. */
    OBJECT_ARCHIVED(
            true, "the object is in an archive", "bring it back from there, and keep lifecycle rules off the prefix"),
    /** A lifecycle rule of the bucket will remove the object. */
    OBJECT_EXPIRES(
            true,
            "a lifecycle rule of the bucket will remove the object",
            "take the prefix out of the rule, and run this again"),
    /** The object does not say that it is the copy of the upload. */
    OBJECT_NOT_OWN(
            true,
            "the object does not say that it is the copy of this file, as one that was adopted without --mend-metadata",
            "'nfs2s3 enqueue PATH' copies the file anew: without its row nobody would know the object"),
    /** A CDN host does not give what was copied. */
    CDN_DIFFERS(
            true,
            "a CDN host does not give readers what was copied",
            "open its URL ('nfs2s3 resolve PATH'); mend the distribution, its origin or its keys"),
    /** The store did not say what the object is, or did not give all of it. */
    OBJECT_UNKNOWN(
            true,
            "the store does not say what the object is, or does not give it",
            "correct the rights on it where it is refused, and run this again"),
    /** Another version, or another ETag without a checksum. */
    EVIDENCE_CHANGED(
            true,
            "the object was written again since its copy was proved",
            "'nfs2s3 verify --repair --yes' takes up what it proves; run this again then"),
    /** The row does not say what was copied. */
    NO_EVIDENCE(true, "nothing proves the file", "'nfs2s3 verify' says more"),
    /** It was uploaded again, or another command changed it. */
    MOVED_ON(
            false,
            "it was uploaded again, or changed by another, meanwhile",
            "nothing: its newest upload is on its way"),
    /** It is not to be retired yet. */
    NOT_RIPE(false, "it is not MIGRATED for longer than the grace", "wait, or see retire.grace"),
    /** Nobody registered the path. */
    NOT_REGISTERED(false, "it is not registered", "look for the right path"),
    /** It is no media path. */
    BAD_NAME(false, "it is no media path", "mend the list"),
    /** It could not be looked at, or removed. */
    DIRECTORY_STAYS(
            false, "the directory could not be looked at or removed", "mend the rights on it, and on the one it is in"),
    /** The trash has a file of that name. */
    TRASH_NAME_TAKEN(false, "the trash of today has a file of that name", "run this again tomorrow"),
    /** Another file took the name at the moment of the move. */
    NEW_FILE(
            false,
            "another file took its name while it was moved, and has the name again",
            "if no upload of it shows up, 'nfs2s3 enqueue PATH'"),
    /** A file that only an operator can find. */
    ASTRAY(
            true,
            "its original is neither under its name nor in the trash, or is not what was moved there",
            "look for it by hand: see 'Astray' in docs/retire.md"),
    /** An upload came since the original went to the trash. */
    UPLOADED_AGAIN(
            false,
            "it was uploaded again since it was retired; the trash has what was there before",
            "if NFS has no file of that name, 'nfs2s3 retire --restore PATH'; else remove it by hand if nobody wants it"),
    /** It is not in the trash. */
    NOT_IN_TRASH(
            false,
            "it is not in the trash",
            "look whether somebody moved .nfs2s3-trash; if it is gone, 'nfs2s3 retire --restore PATH' notes that, and"
                    + " 'nfs2s3 restore PATH' writes it anew from its object"),
    /** It is in the trash. */
    IN_TRASH(false, "its original is in the trash", "'nfs2s3 retire --restore PATH' moves it back"),
    /** It is younger than the second period. */
    KEPT(false, "it is not in the trash for long enough", "wait, or see retire.keepInTrash"),
    /** Another file has the name. */
    NAME_TAKEN(
            false,
            "another file has its name on NFS, which is kept",
            "if no upload of it shows up, 'nfs2s3 enqueue PATH'"),
    /** Its pointer is not S3. */
    NOT_ON_S3(false, "its pointer is not S3", "nothing: pages read the original"),
    /** It could not be written. */
    NOT_WRITTEN(false, "it could not be written", "mend what is named, and run this again"),
    /** There is not so much space. */
    NO_SPACE(false, "the mount has not enough space for it", "make room, and run this again");

    private final boolean proof;
    private final String text;
    private final String advice;

    Obstacle(boolean proof, String text, String advice) {
        this.proof = proof;
        this.text = text;
        this.advice = advice;
    }

    /** Whether a proof failed; not where the file merely moved on, or it is not its turn. */
    public boolean isFailedProof() {
        return proof;
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
