package io.nfs2s3.chaos;

import io.nfs2s3.upload.UploadSettings;
import java.time.Duration;

/** How long a call of the hook may take, with the settings of the suite: the one place that knows them. */
final class HookBudget {
    /** The keys of the section {@code upload} that bound a call. */
    static final String SETTINGS = "sqsTimeout = 600 ms, databaseTimeout = 500 ms";

    /** A thread that is not scheduled at once is not late. */
    static final Duration TOLERANCE = Duration.ofMillis(200);

    private static final Duration SPOOL_LOCK = Duration.ofSeconds(2);

    private HookBudget() {}

    /** The longest way: registered, not sent, not appended, spooled. */
    static Duration of(UploadSettings settings) {
        Duration statement =
                Duration.ofSeconds(settings.databaseTimeout().plusMillis(999).toSeconds());
        Duration database = settings.databaseTimeout().plus(statement);
        return database.multipliedBy(2).plus(settings.sqsTimeout()).plus(SPOOL_LOCK);
    }
}
