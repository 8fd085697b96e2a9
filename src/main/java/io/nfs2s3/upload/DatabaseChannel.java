package io.nfs2s3.upload;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.Registration;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.outbox.Outbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;

/** How uploads get into the database: registered, and appended to the outbox. Thread-safe. */
final class DatabaseChannel implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private final MediaCatalog catalog;
    private final Outbox outbox;
    private final Dependency database;

    /** @param time what the connections of catalog and outbox keep to */
    DatabaseChannel(MediaCatalog catalog, Outbox outbox, CallersThread time, UploadSettings settings) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.database = new Dependency(
                "the database",
                JdbiException.class::isInstance,
                DatabaseErrors::isOutage,
                ErrorText::ofRoot,
                settings.retryDatabaseAfter(),
                time);
    }

    MediaKinds kinds() {
        return catalog.kinds();
    }

    MediaCatalog catalog() {
        return catalog;
    }

    BreakerState state() {
        return database.state();
    }

    Collection<Registration> register(Collection<MediaPath> paths, Duration limit) throws UnavailableException {
        return database.call(limit, () -> catalog.register(paths).values());
    }

    void append(List<FileVersion> uploads, Duration limit) throws UnavailableException {
        database.call(limit, () -> {
            outbox.append(uploads);
            return uploads;
        });
    }

    /** Registers and appends in one go. */
    Map<MediaPath, Enqueued> enqueue(Collection<MediaPath> paths, Duration limit) throws UnavailableException {
        return database.call(limit, () -> enqueue(paths));
    }

    /** The same even though the breaker is open. */
    Map<MediaPath, Enqueued> insist(Collection<MediaPath> paths, Duration limit) throws UnavailableException {
        return database.insist(limit, () -> enqueue(paths));
    }

    private Map<MediaPath, Enqueued> enqueue(Collection<MediaPath> paths) {
        Map<MediaPath, Enqueued> taken = new LinkedHashMap<>();
        List<FileVersion> uploads = new ArrayList<>();
        for (Registration registration : catalog.register(paths).values()) {
            FileVersion upload = registration.upload();
            if (isHeld(registration)) {
                taken.put(upload.path(), Enqueued.HELD);
            } else {
                taken.put(upload.path(), Enqueued.OUTBOX);
                uploads.add(upload);
            }
        }
        if (!uploads.isEmpty()) {
            outbox.append(uploads);
        }
        return taken;
    }

    /** For the hook's own book-keeping: may wait a little longer than an upload. */
    void write(Runnable statement) throws UnavailableException {
        database.call(PATIENCE, () -> {
            statement.run();
            return statement;
        });
    }

    static boolean isHeld(Registration registration) {
        return registration.state() == MediaState.HELD;
    }

    @Override
    public void close() {
        database.close();
    }
}
