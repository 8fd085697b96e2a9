package io.nfs2s3.cli;

import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.database.Schema;
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

    /** Each code and what it means, as {@code --help} shows it; README.md has the same table. */
    static final String HELP_DONE = DONE + ":done";

    static final String HELP_SOME_FAILED =
            SOME_FAILED + ":finished, but some files failed, differ or are left; or an unexpected error";
    static final String HELP_USAGE = USAGE + ":wrong usage or settings";
    static final String HELP_DEPENDENCY_DOWN = DEPENDENCY_DOWN + ":a dependency is down or missing";
    /** 128 and the number of the signal, from here on. */
    static final String HELP_HANGUP = "129:ended by SIGHUP, as when its terminal is closed: what was done stays done";

    static final String HELP_INTERRUPT =
            "130:ended by SIGINT (Ctrl-C): what was done stays done, and the command can be run again";
    static final String HELP_KILL = "137:killed by SIGKILL, as for want of memory: run it again, or 'runs resume'";
    static final String HELP_TERMINATE =
            "143:ended by SIGTERM: what was done stays done, and the command can be run again";

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
            return new Told(DEPENDENCY_DOWN, List.of(Schema.MISSING_OR_OLD));
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
