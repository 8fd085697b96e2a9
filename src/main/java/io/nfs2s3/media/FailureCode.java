package io.nfs2s3.media;

/** Why a file was not migrated, and what that means for it. Each error is classed once, where it happens. */
public enum FailureCode {
    /** Not there, and the mount is. Late uploads are given time first. */
    SOURCE_MISSING(Nature.TRANSIENT),
    /** Other bytes, size or modification time after the read than before. */
    SOURCE_CHANGED(Nature.TRANSIENT),
    /** A read failed in a way that may pass (a stale handle, an I/O error). */
    SOURCE_READ(Nature.TRANSIENT),
    /** A directory, device, pipe or socket. */
    SOURCE_NOT_A_FILE(Nature.PERMANENT),
    /** A symbolic link that leaves the source root. */
    SOURCE_OUTSIDE_ROOT(Nature.PERMANENT),
    /** The operating system refuses to read it. */
    SOURCE_FORBIDDEN(Nature.PERMANENT),
    /** It refuses to read it, and too few were read before to tell whether it is so with all. */
    SOURCE_REFUSES(Nature.TRANSIENT),
    /** A path that this operating system cannot name. */
    SOURCE_NAME(Nature.PERMANENT),
    /** A name that is no media: {@link NameRules}. */
    SOURCE_SKIPPED(Nature.PERMANENT),
    /** The mount is gone, hangs, or gives this user nothing any more. */
    SOURCE_DOWN(Nature.OUTAGE),
    /** In the 10,000 parts that S3 allows, one part would take more memory than a worker may give to it. */
    TOO_LARGE(Nature.PERMANENT),
    /** Prefix, path and generation make a key longer than S3 takes. */
    KEY_TOO_LONG(Nature.PERMANENT),
    /** The store received other bytes than were read. */
    CHECKSUM_MISMATCH(Nature.TRANSIENT),
    /** The store took the object and says that it has other bytes, or does not say which it has. */
    NOT_PROVED(Nature.PERMANENT),
    /** Something else than this site put an object under the key, and it cannot be told whether it has the right bytes. */
    ALREADY_THERE(Nature.PERMANENT),
    /** The store asks to repeat the request later. */
    STORE_BUSY(Nature.TRANSIENT),
    /** The store asks for fewer requests. No fault of the file: not counted as an attempt. */
    STORE_SLOW(Nature.OUTAGE),
    /** The store refuses this object for good. */
    STORE_REFUSED(Nature.PERMANENT),
    /** The store cannot be reached, or fails. */
    STORE_DOWN(Nature.OUTAGE),
    /** The store refuses, and its answer does not tell whether this object or all: access denied, a header, KMS. */
    STORE_REFUSES(Nature.OUTAGE),
    /** The same for the parts of a large object, which may take other rights than a small one. */
    STORE_REFUSES_PARTS(Nature.OUTAGE),
    /** Database, bucket and prefix do not go together: another site's, or a restored or copied database. */
    SITE_SUSPENDED(Nature.OUTAGE),
    /** The database cannot be used. */
    DATABASE_DOWN(Nature.OUTAGE),
    /** SQS cannot be used. */
    QUEUE_DOWN(Nature.OUTAGE),
    /** The site's own statement failed for this file. */
    SITE_UPDATE(Nature.TRANSIENT),
    /** A defect of this program. */
    INTERNAL(Nature.TRANSIENT);

    /**
     * What an error means for who asks about one file. A worker does not go by it: {@code worker.FailurePolicy} has a row
     * of its own for each code, which says whether a file is tried again, and when it is FAILED.
     */
    public enum Nature {
        /** May pass: another try may do better. */
        TRANSIENT,
        /** Will not pass by itself. */
        PERMANENT,
        /** A dependency seems to be down: nothing is known of the file. */
        OUTAGE
    }

    private final Nature nature;

    FailureCode(Nature nature) {
        this.nature = nature;
    }

    /**
     * Asked by the runs of {@code lifecycle} (wait, or leave the file), by the origin (404 or 503), by a plan, and for the exit
     * code of a command.
     */
    public Nature nature() {
        return nature;
    }
}
