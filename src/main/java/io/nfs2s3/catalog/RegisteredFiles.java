package io.nfs2s3.catalog;

import org.jdbi.v3.core.Handle;

/** Whether there are any. */
public final class RegisteredFiles {
    private RegisteredFiles() {}

    /** False also where the schema is not there yet. */
    public static boolean isAny(Handle handle) {
        return isTrue(handle, "SELECT to_regclass('nfs2s3.media') IS NOT NULL")
                && isTrue(handle, "SELECT EXISTS (SELECT FROM nfs2s3.media)");
    }

    private static boolean isTrue(Handle handle, String question) {
        return handle.createQuery(question).mapTo(Boolean.class).one();
    }
}
