package io.nfs2s3.upload;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.Registration;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import java.io.IOException;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the site's upload controller calls when a file is complete on NFS.
 *
 * <pre>{@code
 * UploadHook hook = UploadHookBuilder.create()          // once, at the start of the site
 *         .database("jdbc:postgresql://db.example.com/site", "nfs2s3", password)
 *         .region("eu-central-1")
 *         .kind("image", "images/", true)
 *         .open();
 *
 * hook.fileUploaded("images/ab/123.jpg");               // in the controller, after the file is closed
 * }</pre>
 *
 * <p>An upload goes to SQS. While SQS cannot be reached, and for as long as the outbox is not empty, it goes into the
 * outbox table instead, so that an upload never overtakes an earlier one. After a failed call SQS is left alone for a
 * while, so that requests do not wait for it one by one. While only the database is down the upload is sent without a
 * generation, and the worker registers it. While both are down it goes into a spool file on the local disk, if there is
 * one, and this host's daemon takes it from there.
 *
 * <p>Thread-safe; one instance serves a whole site. Close it when the site stops.
 */
public final class UploadHook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UploadHook.class);
    private final MediaCatalog catalog;
    private final Outbox outbox;
    private final MigrationQueue queue;
    private final CircuitBreaker breaker;
    private final Optional<Spool> spool;
    private final Runnable onClose;

    UploadHook(
            MediaCatalog catalog,
            Outbox outbox,
            MigrationQueue queue,
            UploadSettings settings,
            Clock clock,
            Runnable onClose) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.queue = queue;
        this.breaker = CircuitBreaker.of(
                "nfs2s3-sqs",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(1)
                        .minimumNumberOfCalls(1)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(settings.retrySqsAfter())
                        .writableStackTraceEnabled(false)
                        .build());
        this.spool = settings.spool().map(file -> new Spool(file, clock));
        this.onClose = onClose;
    }

    /**
     * Takes note of a file that is complete on NFS: new, or written again under the same path.
     *
     * @param path the media path, relative to the source root
     * @return the way that the upload went; the upload is safe in every case
     * @throws io.nfs2s3.media.InvalidMediaPathException when the path is not a media path
     * @throws IllegalArgumentException when no kind covers the path
     * @throws UploadNotAcceptedException when neither SQS nor the database could take it, and no spool file did
     * @throws io.nfs2s3.catalog.SiteUpdateException when this is a re-upload of a migrated path and {@code
     *     catalog.siteUpdate} fails for it; the pointer still names the upload before
     */
    public Enqueued fileUploaded(String path) {
        MediaPath media = MediaPath.of(path);
        Registration registration;
        try {
            registration = only(catalog.register(List.of(media)).get(media));
        } catch (JdbiException databaseDown) {
            return sendUnregistered(media, databaseDown);
        }
        if (registration.state() == MediaState.HELD) {
            return Enqueued.HELD;
        }
        if (registration.outboxEmpty() && breaker.tryAcquirePermission()) {
            try {
                send(FileRef.of(registration.upload()));
                return Enqueued.SQS;
            } catch (QueueException e) {
                log.warn("upload goes to the outbox path={} reason=\"{}\"", media, e.getMessage());
                return append(registration, e);
            }
        }
        return append(registration, new IllegalStateException("SQS is left alone after a failure"));
    }

    /**
     * Like {@link #fileUploaded(String)}, in the caller's own transaction: the upload's row of the site and its message
     * are committed together or not at all. The message always takes the outbox.
     *
     * @param connection to the same database, with a transaction open; the caller commits
     */
    public Enqueued fileUploaded(Connection connection, String path) {
        MediaPath media = MediaPath.of(path);
        Registration registration =
                only(catalog.register(connection, List.of(media)).get(media));
        if (registration.state() == MediaState.HELD) {
            return Enqueued.HELD;
        }
        Outbox.append(connection, List.of(registration.upload()));
        return Enqueued.OUTBOX;
    }

    private static Registration only(@Nullable Registration registration) {
        if (registration == null) {
            throw new IllegalStateException("the catalog answered for another path");
        }
        return registration;
    }

    private Enqueued append(Registration registration, Exception sqs) {
        try {
            outbox.append(List.of(registration.upload()));
            return Enqueued.OUTBOX;
        } catch (JdbiException e) {
            return spool(registration.upload().path(), sqs, e);
        }
    }

    private Enqueued sendUnregistered(MediaPath path, JdbiException databaseDown) {
        if (!catalog.kinds().of(path).migrated()) {
            return spool(path, new IllegalStateException("its kind is not migrated, so SQS is not used"), databaseDown);
        }
        if (!breaker.tryAcquirePermission()) {
            return spool(path, new IllegalStateException("SQS is left alone after a failure"), databaseDown);
        }
        try {
            send(FileRef.unregistered(path));
        } catch (QueueException e) {
            return spool(path, e, databaseDown);
        }
        log.warn("upload sent without a generation path={} reason=\"the database is down\"", path);
        return Enqueued.SQS;
    }

    /** The last way: on this host's own disk. */
    private Enqueued spool(MediaPath path, Exception sqs, JdbiException database) {
        if (spool.isEmpty()) {
            throw new UploadNotAcceptedException(path.value(), sqs, database);
        }
        try {
            spool.get().append(path);
        } catch (IOException e) {
            throw new UploadNotAcceptedException(
                    path.value(), sqs, database, spool.get().file(), e);
        }
        log.warn(
                "upload goes to the spool path={} sqs=\"{}\" database=\"{}\"",
                path,
                sqs.getMessage(),
                ErrorText.of(database));
        return Enqueued.SPOOL;
    }

    private void send(FileRef file) {
        long start = System.nanoTime();
        try {
            queue.send(MigrationMessage.of(Source.UPLOAD, file));
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        } catch (QueueException e) {
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            throw e;
        } catch (RuntimeException | Error e) {
            breaker.releasePermission();
            throw e;
        }
    }

    /** Closes the connections. Uploads under way may fail. */
    @Override
    public void close() {
        onClose.run();
    }
}
