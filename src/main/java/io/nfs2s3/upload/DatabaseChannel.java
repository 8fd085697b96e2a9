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
import io.nfs2s3.resilience.Breaker;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.resilience.ErrorClass;
import io.nfs2s3.resilience.TimeLimiter;
import io.nfs2s3.resilience.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.JdbiException;

/**
 * How uploads get into the database: registered, and appended to the outbox; on threads of the hook's own, each call for
 * a limited time. A registration that was given up may still be committed, which is harmless. Thread-safe.
 */
final class DatabaseChannel implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private final MediaCatalog catalog;
    private final Outbox outbox;
    private final Breaker breaker;
    private final TimeLimiter limiter =
            new TimeLimiter("the database", "nfs2s3-upload database ", SqsChannel.MOST_CALLS);

    DatabaseChannel(MediaCatalog catalog, Outbox outbox, UploadSettings settings) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.breaker = Breaker.afterColdStart(
                "the database", settings.retryDatabaseAfter(), DatabaseChannel::classOf, ErrorText::ofRoot);
    }

    private static ErrorClass classOf(Throwable error) {
        if (!(error instanceof JdbiException)) {
            return ErrorClass.UNRELATED;
        }
        return DatabaseErrors.isOutage(error) ? ErrorClass.OUTAGE : ErrorClass.REFUSAL;
    }

    MediaKinds kinds() {
        return catalog.kinds();
    }

    MediaCatalog catalog() {
        return catalog;
    }

    BreakerState state() {
        return breaker.state();
    }

    Collection<Registration> register(Collection<MediaPath> paths, Duration limit) throws UnavailableException {
        return call(limit, () -> catalog.register(paths).values());
    }

    void append(List<FileVersion> uploads, Duration limit) throws UnavailableException {
        call(limit, () -> {
            outbox.append(uploads);
            return uploads;
        });
    }

    /** Registers and appends in one go. */
    Map<MediaPath, Enqueued> enqueue(Collection<MediaPath> paths, Duration limit) throws UnavailableException {
        return call(limit, () -> enqueue(paths));
    }

    /** The same even though the breaker is open. */
    Map<MediaPath, Enqueued> insist(Collection<MediaPath> paths, Duration limit) throws UnavailableException {
        return breaker.insist(() -> limiter.call(limit, () -> enqueue(paths)));
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
        call(PATIENCE, () -> {
            statement.run();
            return statement;
        });
    }

    private <T> T call(Duration limit, Callable<T> work) throws UnavailableException {
        return breaker.call(() -> limiter.call(limit, work));
    }

    static boolean isHeld(Registration registration) {
        return registration.state() == MediaState.HELD;
    }

    @Override
    public void close() {
        limiter.close();
    }
}
