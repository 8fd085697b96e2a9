package io.nfs2s3.doctor;

import java.util.Locale;

/**
 * Every check, by the code that stays the same from release to release. It begins with its {@link CheckCategory}, and has
 * a paragraph in docs/doctor.md.
 */
public enum CheckCode {
    SETTINGS_CREDENTIALS,
    SETTINGS_IN_DATABASE,
    SETTINGS_URLS,
    SETTINGS_RETIRED_URLS,

    HOST_LOCALE,
    HOST_MEMORY,
    HOST_OPEN_FILES,
    HOST_TEMPORARY_FILES,
    HOST_SPOOL,
    HOST_SPOOL_SPACE,
    HOST_NOTIFICATIONS,

    MOUNT_SENTINEL,
    MOUNT_ROOT,
    MOUNT_OPTIONS,
    MOUNT_SPEED,
    MOUNT_KINDS,
    MOUNT_TRASH,

    DATABASE,
    DATABASE_WRITABLE,
    DATABASE_RIGHTS,
    DATABASE_SEQUENCES,
    DATABASE_CLOCK,
    DATABASE_ENCODING,
    DATABASE_DURABILITY,
    DATABASE_CONNECTIONS,
    DATABASE_TIMEOUTS,
    DATABASE_VACUUM,
    DATABASE_INDEXES,
    DATABASE_REGISTER,
    DATABASE_SITE_UPDATE,
    DATABASE_LEDGER,

    QUEUE_UPLOADS,
    QUEUE_UPLOADS_MESSAGE,
    QUEUE_UPLOADS_DEAD_LETTER,
    QUEUE_BACKFILL,
    QUEUE_BACKFILL_MESSAGE,
    QUEUE_BACKFILL_DEAD_LETTER,
    QUEUE_DEAD_LETTERS,

    STORE_BUCKET,
    STORE_TLS,
    STORE_MISSING,
    STORE_LIFECYCLE,
    STORE_PUBLIC_ACCESS,
    STORE_OBJECT_LOCK,
    STORE_PUT,
    STORE_KINDS,
    STORE_WRITE_ONCE,
    STORE_READ,
    STORE_PARTS,
    STORE_KEPT,
    STORE_VERSIONS,

    CDN_READ,
    CDN_CACHE,
    CDN_CERTIFICATE,
    CDN_MISSING,

    SITE,
    SITE_FAILED,
    SITE_OUTBOX,
    SITE_RUNS,
    SITE_COUNTERS;

    public CheckCategory category() {
        int end = name().indexOf('_');
        return CheckCategory.valueOf(end < 0 ? name() : name().substring(0, end));
    }

    /** Where a person reads what it tries, and what to do. */
    public String page() {
        return "docs/doctor.md#" + name().toLowerCase(Locale.ROOT);
    }
}
