package io.nfs2s3.app;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.queue.QueueException;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/** Which errors of a job mean that something it needs is down. */
final class JobOutage {
    private JobOutage() {}

    /** What is down, in one line; empty for an error that says no such thing. */
    static Optional<String> of(Throwable error) {
        if (error instanceof JdbiException && DatabaseErrors.isOutage(error)) {
            return Optional.of("the database cannot be used: " + DatabaseErrors.text(error));
        }
        return error instanceof QueueException || error instanceof MigrationException
                ? Optional.of(ErrorText.of(error))
                : Optional.empty();
    }
}
