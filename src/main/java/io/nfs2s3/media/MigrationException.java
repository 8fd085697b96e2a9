package io.nfs2s3.media;

import org.jspecify.annotations.Nullable;

/** One file could not be migrated now. Thrown by the ports (source, storage), where errors are classed. */
public final class MigrationException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final FailureCode code;

    public MigrationException(FailureCode code, String message) {
        this(code, message, null);
    }

    public MigrationException(FailureCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }

    public Failure failure() {
        return new Failure(code, String.valueOf(getMessage()));
    }
}
