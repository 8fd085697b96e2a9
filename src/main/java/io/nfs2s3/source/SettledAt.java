package io.nfs2s3.source;

/** Where a file is that was to go, when nobody knows how far that came. */
public enum SettledAt {
    /** Its name is there, and nothing is in the trash. */
    IN_PLACE,
    /** It is in the trash. */
    IN_TRASH,
    /** Another file was in the trash, and has its name again. */
    PUT_BACK,
    /** Another file is in the trash, and its name belongs to a third one. */
    OVERTAKEN,
    /** There is none, neither here nor there. */
    NOWHERE
}
