package io.nfs2s3.app;

import io.nfs2s3.aws.CredentialChecks;
import io.nfs2s3.catalog.CatalogChecks;
import io.nfs2s3.catalog.LedgerChecks;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.catalog.RegisteredFiles;
import io.nfs2s3.catalog.RetiredFiles;
import io.nfs2s3.catalog.SqlHook;
import io.nfs2s3.database.DatabaseChecks;
import io.nfs2s3.database.Schema;
import io.nfs2s3.database.ServerChecks;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.Doctor;
import io.nfs2s3.lifecycle.retire.RetireChecks;
import io.nfs2s3.notify.NotifyChecks;
import io.nfs2s3.outbox.OutboxChecks;
import io.nfs2s3.progress.CounterChecks;
import io.nfs2s3.queue.QueueChecks;
import io.nfs2s3.queue.QueueSetup;
import io.nfs2s3.resolve.CdnChecks;
import io.nfs2s3.resolve.CdnReader;
import io.nfs2s3.resolve.ResolveChecks;
import io.nfs2s3.resolve.SqlUrls;
import io.nfs2s3.runs.RunChecks;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.site.SiteChecks;
import io.nfs2s3.source.MountChecks;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceChecks;
import io.nfs2s3.storage.StoreChecks;
import io.nfs2s3.storage.StoreProxySelector;
import io.nfs2s3.upload.spool.SpoolChecks;
import io.nfs2s3.worker.RemovalChecks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The checks of all features, in the order in which {@code doctor} runs them. */
final class DoctorParts {
    private final Settings settings;
    private final Connections connections;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final Clock clock;

    DoctorParts(Settings settings, Connections connections, MediaCatalog catalog, NfsSource source, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.catalog = catalog;
        this.source = source;
        this.clock = clock;
    }

    Doctor doctor(Schema schema, SqlHook sqlHook, SqlUrls sqlUrls) {
        QueueSetup queues = new QueueSetup(connections.sender(), settings.sqs());
        return new Doctor(
                join(List.of(
                        CredentialChecks.of(connections.queueCredentials(), connections.storeCredentials(), clock),
                        HostChecks.of(settings),
                        DatabaseChecks.of(schema, connections.jdbi(), clock),
                        ServerChecks.of(connections.jdbi(), settings.database(), DatabaseChecks.REACHED),
                        CatalogChecks.of(
                                catalog,
                                sqlHook,
                                settings.siteUpdate(),
                                DatabaseChecks.REACHED,
                                DatabaseChecks.WRITABLE),
                        LedgerChecks.of(connections.jdbi(), DatabaseChecks.REACHED),
                        CounterChecks.of(connections.jdbi(), DatabaseChecks.REACHED),
                        CatalogChecks.ofFiles(connections.jdbi(), DatabaseChecks.REACHED),
                        OutboxChecks.of(connections.jdbi(), DatabaseChecks.REACHED),
                        RunChecks.of(connections.jdbi(), DatabaseChecks.REACHED),
                        ResolveChecks.of(sqlUrls, DatabaseChecks.REACHED),
                        // First whose they are: what belongs to another site is not tried.
                        StoreChecks.reached(connections::store, settings.s3(), clock),
                        SiteChecks.of(connections.site(), DatabaseChecks.WRITABLE, StoreChecks.BUCKET),
                        QueueChecks.of(
                                queues,
                                settings.sqs(),
                                connections.uploads(),
                                connections.backfill(),
                                SiteChecks.SITE,
                                clock),
                        StoreChecks.rules(connections::store, settings.kinds()),
                        StoreChecks.of(connections::store, clock, SiteChecks.SITE),
                        RemovalChecks.of(
                                connections::cleaner, connections::store, DatabaseChecks.REACHED, StoreChecks.BUCKET),
                        CdnChecks.of(
                                this::migrated,
                                this::encrypted,
                                () -> CdnReader.open(
                                        connections.jdbi(),
                                        settings.resolve(),
                                        new StoreProxySelector(),
                                        CdnChecks.ANSWER,
                                        clock),
                                settings.s3().prefix(),
                                clock,
                                DatabaseChecks.REACHED),
                        SourceChecks.of(source, settings.source(), settings.kinds()),
                        MountChecks.of(settings.source(), SourceChecks.MOUNTED),
                        RetireChecks.of(
                                source,
                                settings.retire(),
                                RetireParts.directories(settings.kinds()),
                                SourceChecks.MOUNTED,
                                settings.resolve().databaseDown(),
                                () -> connections.jdbi().withHandle(RetiredFiles::isAny),
                                DatabaseChecks.REACHED),
                        SpoolChecks.of(settings.upload().spool()),
                        NotifyChecks.of(
                                settings.notifications(),
                                connections.notices()::notifier,
                                connections.notices()::test))),
                join(List.of(
                        QueueChecks.creations(queues, settings.sqs()),
                        StoreChecks.creations(connections::store, settings.s3()),
                        SourceChecks.creations(
                                settings.source(), () -> connections.jdbi().withHandle(RegisteredFiles::isAny)))));
    }

    private Optional<RecordedCopy> migrated() {
        return migratedBelow("");
    }

    private Optional<RecordedCopy> migratedBelow(String prefix) {
        return new RecordedCopies(connections.jdbi(), connections.jdbi())
                .anyMigrated(settings.s3().prefix() + prefix, CdnChecks.LARGEST);
    }

    /** A migrated file of each kind that has a KMS key of its own. */
    private List<RecordedCopy> encrypted() {
        return settings.s3().kinds().encrypted().stream()
                .flatMap(kind -> migratedBelow(kind.prefix())
                        .filter(copy -> settings.kinds()
                                .find(copy.path())
                                .filter(kind::equals)
                                .isPresent())
                        .stream())
                .toList();
    }

    private static List<Check> join(List<List<Check>> features) {
        return features.stream().flatMap(List::stream).toList();
    }
}
