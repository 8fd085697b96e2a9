package io.nfs2s3.app;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.origin.OriginServer;
import io.nfs2s3.origin.OriginSettings;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.resolve.ResolveSettings;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.ObjectReader;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadHookBuilder;
import io.nfs2s3.upload.UploadSettings;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/** What the site itself uses: the hook of its uploads, the URLs of its pages, and a server of the files. */
final class SiteParts {
    /** A client of the origin waits meanwhile. */
    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Connections connections;
    private final Clock clock;

    SiteParts(Settings settings, Connections connections, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.clock = clock;
    }

    UploadHook hook(UploadSettings upload) {
        UploadHookBuilder builder = UploadHookBuilder.create()
                .database(
                        settings.database().url(),
                        settings.database().user(),
                        settings.database().password())
                .credentials(connections.queueCredentials())
                .region(connections.queueRegion().id())
                .uploadsQueue(settings.sqs().uploads())
                .siteUpdate(settings.siteUpdate())
                .names(settings.names())
                .settings(upload);
        settings.sqs().endpoint().ifPresent(builder::sqsEndpoint);
        settings.kinds().all().forEach(builder::kind);
        return builder.open();
    }

    MediaUrlResolver resolver(MediaCatalog catalog, ResolveSettings resolve) {
        return connections.closing(new MediaUrlResolver(catalog, connections.jdbi(), resolve, clock));
    }

    OriginServer origin(OriginSettings origin, NfsSource source) {
        DatabaseSettings own = settings.database();
        Jdbi asked = connections.database(
                new DatabaseSettings(
                        own.url(), own.user(), own.password(), own.poolSize(), LOOKUP_PATIENCE, LOOKUP_PATIENCE),
                "nfs2s3-origin");
        MediaUrlResolver resolver = connections.closing(new MediaUrlResolver(
                new MediaCatalog(asked, settings.kinds(), settings.siteUpdate()),
                asked,
                settings.resolve().ofOrigin(),
                clock));
        ObjectReader reader = connections.closing(ObjectReader.open(
                settings.s3(),
                connections.storeCredentials(),
                connections.storeRegion(),
                origin.maxConnections(),
                origin.s3Timeout(),
                origin.writeTimeout().multipliedBy(2)));
        return new OriginServer(
                origin,
                settings.kinds(),
                settings.names(),
                settings.s3().prefix(),
                resolver,
                source,
                reader,
                new ContentTypes());
    }
}
