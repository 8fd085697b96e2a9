package io.nfs2s3.app;

import io.nfs2s3.catalog.FailedFiles;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.recovery.DeadLetters;
import io.nfs2s3.recovery.FailedRetry;
import io.nfs2s3.recovery.Sweeper;
import io.nfs2s3.settings.Settings;

/** What gives files another try: those that failed, those whose message died, and those whose message was lost. */
public final class RetryParts {
    private final Settings settings;
    private final Connections connections;
    private final MediaCatalog catalog;

    RetryParts(Settings settings, Connections connections, MediaCatalog catalog) {
        this.settings = settings;
        this.connections = connections;
        this.catalog = catalog;
    }

    public FailedFiles failedFiles() {
        return new FailedFiles(connections.jdbi());
    }

    public FailedRetry failedRetry() {
        return new FailedRetry(
                failedFiles(), catalog, connections.backfill(), settings.sweep().age());
    }

    /** The dead letters of the live queue. */
    public DeadLetters deadUploads() {
        return new DeadLetters(connections.uploads(), settings.kinds());
    }

    /** The dead letters of the backfill queue. */
    public DeadLetters deadBackfill() {
        return new DeadLetters(connections.backfill(), settings.kinds());
    }

    public Sweeper sweeper() {
        return new Sweeper(catalog, connections.uploads(), connections.backfill());
    }
}
