package io.nfs2s3.source;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Classes errors of the file system, once. "Not found" is not among them: it needs the mount guard. So does what is told here
 * of one file, and may be the mount's: {@link NfsSource} asks.
 */
final class SourceErrors {
    private SourceErrors() {}

    static MigrationException classify(MediaPath path, IOException error) {
        return classify(path.value(), error);
    }

    /** @param shown what an operator is to look at */
    static MigrationException classify(String shown, IOException error) {
        String reason = reason(error);
        if (isForbidden(error)) {
            return new MigrationException(
                    FailureCode.SOURCE_FORBIDDEN,
                    "the daemon's user may not read it, or not list a directory on its way; check owner and mode of "
                            + shown,
                    error);
        }
        if (error instanceof FileSystemLoopException || isLink(error)) {
            return new MigrationException(FailureCode.SOURCE_NOT_A_FILE, "its symbolic links form a loop", error);
        }
        if (reason.contains("File name too long")) {
            return new MigrationException(
                    FailureCode.SOURCE_NAME, "the file system cannot have a name that long", error);
        }
        if (reason.contains("Transport endpoint is not connected") || reason.contains("Host is down")) {
            return new MigrationException(FailureCode.SOURCE_DOWN, "the mount is gone: " + reason, error);
        }
        return new MigrationException(FailureCode.SOURCE_READ, "it cannot be read: " + reason, error);
    }

    /** A right is missing. What is refused at a read, and not at the open, is told by its text alone. */
    static boolean isForbidden(IOException error) {
        return error instanceof AccessDeniedException || reason(error).contains("Permission denied");
    }

    /** The same where something of the mount was to be changed. */
    static MigrationException classifyChange(MediaPath path, IOException error) {
        MigrationException classed = classify(path, error);
        return switch (classed.code()) {
            case SOURCE_FORBIDDEN ->
                new MigrationException(
                        classed.code(),
                        "this user may not read or change it, or a directory on its way; check owner and mode of "
                                + path,
                        error);
            case SOURCE_READ ->
                new MigrationException(classed.code(), "the mount does not do it: " + reason(error), error);
            default -> classed;
        };
    }

    /** A handle to a file that the NFS server replaced: open again by its path. */
    static boolean isStale(IOException error) {
        return reason(error).contains("Stale file handle");
    }

    /** A link that was not to be followed, or links that form a loop. */
    static boolean isLink(IOException error) {
        return reason(error).contains("Too many levels of symbolic links");
    }

    static MigrationException replaced(IOException error) {
        return new MigrationException(FailureCode.SOURCE_CHANGED, "a link took its place while it was opened", error);
    }

    static MigrationException notAFile(BasicFileAttributes attributes) {
        return new MigrationException(
                FailureCode.SOURCE_NOT_A_FILE,
                "it is " + (attributes.isDirectory() ? "a directory" : "a device, pipe or socket") + ", not a file");
    }

    private static String reason(IOException error) {
        if (error instanceof FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        return String.valueOf(error.getMessage());
    }
}
