package io.nfs2s3.app;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.progress.WorkerLimits;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsException;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerParts;
import java.time.Clock;
import java.util.Optional;

/** What a worker is made of, and how much of the heap it may take. */
final class MigrationParts {
    private final Settings settings;
    private final Connections connections;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final BackfillParts backfills;
    private final Clock clock;

    MigrationParts(
            Settings settings,
            Connections connections,
            MediaCatalog catalog,
            NfsSource source,
            BackfillParts backfills,
            Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.catalog = catalog;
        this.source = source;
        this.backfills = backfills;
        this.clock = clock;
    }

    /** What a worker here has less of than the settings say; empty when it has all of it. */
    Optional<String> note() {
        return heapBudget().note();
    }

    private HeapBudget heapBudget() {
        return HeapBudget.of(
                settings.worker(), settings.s3(), Runtime.getRuntime().maxMemory());
    }

    /** @throws SettingsException when the heap is too small for one */
    MigrationWorker worker() {
        Outbox outbox = new Outbox(connections.jdbi());
        WorkerParts parts = new WorkerParts(
                connections.uploads(),
                connections.backfill(),
                catalog,
                new WorkerLimits(connections.jdbi()),
                source,
                connections.store(),
                connections.load(),
                new ContentTypes(),
                connections.cleaner(),
                connections.site(),
                settings.sqs().visibilityTimeout(),
                settings.sqs().longPoll(),
                settings.source().vanishedAfter(),
                time -> outbox.preview(new TimeRange(null, time), Long.MAX_VALUE, false)
                        .count(),
                backfills.gate()::isOpen,
                connections.notices(),
                clock);
        return new MigrationWorker(parts, heapBudget().worker(), ProcessName.unique());
    }
}
