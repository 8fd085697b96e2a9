package io.nfs2s3.database;

/** The schema cannot be brought up to date, or not be used in this way. The message says why, and what to do, in one line. */
public final class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaException(String message) {
        super(message);
    }
}
