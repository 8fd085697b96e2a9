package io.nfs2s3.catalog;

import org.jdbi.v3.core.Handle;

/**
 * What a line of the ledger is about. The triggers tell most of it from the row before and after; what they cannot tell, a
 * command says with {@link #say}. Lines that others wrote may have other words.
 */
public enum LedgerAct {
    /** The pointer went from NFS to S3. */
    FLIP,
    /** A new upload took the pointer, or a failure, back. */
    REUPLOAD,
    /** The pointer went from S3 to NFS, and the file is HELD. */
    ROLLBACK,
    /** The pointer went from S3 to NFS in another way. */
    FLIP_BACK,
    /** MIGRATED became RETIRED. */
    RETIRE,
    /** RETIRED became MIGRATED. */
    RESTORE,
    /** The original was removed from the trash for good. */
    EMPTY,
    /** The pointer went to another object, or the object to another generation. */
    REPOINT,
    /** Size, checksum, ETag or version changed, and the pointer did not. */
    EVIDENCE,
    /** The file became FAILED. */
    FAIL,
    /** The file was FAILED, and is not any more. */
    RETRY,
    /** A file that was rolled back is QUEUED again. */
    UNDO,
    /** A row appeared with a pointer to S3, or as FAILED. */
    INSERT,
    /** A row disappeared. */
    DELETE,
    /** All rows disappeared. */
    TRUNCATE,
    /** A month of the ledger was dropped. */
    PRUNE,
    /** Only said by a command: rows and objects are brought together after a restored database. */
    RECOVER,
    /** Only said by a command: the pointer went to an object that something else put there. */
    ADOPT,
    /** Only said by a command: a difference that was found is mended. */
    REPAIR;

    /** Has the lines of what this transaction does from now on carry this word. What happened shows in the states all the same. */
    public void say(Handle transaction) {
        transaction
                .createQuery("SELECT set_config('nfs2s3.act', :act, true)")
                .bind("act", name())
                .mapTo(String.class)
                .one();
    }
}
