package io.nfs2s3.cli;

import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.database.SchemaException;
import io.nfs2s3.database.TableRights;
import io.nfs2s3.lifecycle.FailedProofsException;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.resolve.LocationUnknownException;
import io.nfs2s3.settings.SettingsException;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;

/** Exit codes, and the plain lines that go with an error. */
final class ExitCode {
    static final int DONE = 0;
    static final int SOME_FAILED = 1;
    static final int USAGE = 2;
    static final int DEPENDENCY_DOWN = 3;

    /** What an error is told as. */
    record Told(int code, List<String> lines) {}

    private ExitCode() {}

    static Told of(Exception error) {
        if (error instanceof SettingsException settings) {
            return new Told(USAGE, settings.problems());
        }
        if (error instanceof InvalidMediaPathException) {
            return told(USAGE, error);
        }
        if (error instanceof DependencyDownException
                || error instanceof SchemaException
                || error instanceof SiteUpdateException
                || error instanceof QueueException
                || error instanceof UploadNotAcceptedException) {
            return told(DEPENDENCY_DOWN, error);
        }
        if (error instanceof MigrationException classed && classed.code().nature() == Nature.OUTAGE) {
            return told(DEPENDENCY_DOWN, error);
        }
        if (error instanceof LocationUnknownException && error.getCause() instanceof Exception cause) {
            return of(cause);
        }
        if (error instanceof FlywayException || DatabaseErrors.isOutage(error)) {
            return new Told(
                    DEPENDENCY_DOWN,
                    List.of("the database cannot be used; check database.url, user and password: "
                            + DatabaseErrors.text(error)));
        }
        if (error instanceof JdbiException && DatabaseErrors.isUndefined(error)) {
            return new Told(
                    DEPENDENCY_DOWN, List.of("the schema nfs2s3 is missing or old; run 'nfs2s3 schema migrate'"));
        }
        if (error instanceof JdbiException && DatabaseErrors.isForbidden(error)) {
            return new Told(
                    DEPENDENCY_DOWN,
                    List.of("database.user lacks a right: " + ErrorText.ofRoot(error) + "; as the owner: "
                            + TableRights.GRANT));
        }
        if (error instanceof FailedProofsException) {
            return told(SOME_FAILED, error);
        }
        if (error instanceof IllegalArgumentException) {
            return told(USAGE, error);
        }
        return new Told(
                SOME_FAILED, List.of("unexpected: " + ErrorText.of(error) + "; run again with -v for the stack trace"));
    }

    private static Told told(int code, Exception error) {
        return new Told(code, List.of(ErrorText.of(error)));
    }
}
