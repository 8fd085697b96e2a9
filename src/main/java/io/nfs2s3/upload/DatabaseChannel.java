package io.nfs2s3.upload;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.Registration;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.database.Deadline;
import io.nfs2s3.database.TransactionRetry;
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
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How uploads get into the database: registered, and appended to the outbox; on threads of the hook's own, each call for
 * a limited time, which the server knows: what was given up here ends there.
 *
 * <p>Only an answer that was lost on its way leaves a registration that was given up and took effect. Each message is
 * written while its row is locked, and only for the newest upload of the path, so the entries of a path stand in the order
 * of their generations; and a registration that comes too late gets its message from the thread that has made it.
 * Thread-safe.
 */
final class DatabaseChannel implements AutoCloseable {
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(DatabaseChannel.class);
    private final Jdbi jdbi;
    private final MediaCatalog catalog;
    private final Breaker breaker;
    private final Duration patience;
    private final TimeLimiter limiter =
            new TimeLimiter("the database", "nfs2s3-upload database ", SqsChannel.MOST_CALLS);

    /** @param jdbi of the database that the catalog is in */
    DatabaseChannel(Jdbi jdbi, MediaCatalog catalog, UploadSettings settings) {
        this.jdbi = jdbi;
        this.catalog = catalog;
        this.patience = Collections.max(List.of(LEAST_PATIENCE, settings.budget()));
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
        LateAnswer<Collection<Registration>> answer = new LateAnswer<>(this::appendLate);
        try {
            return call(
                    limit,
                    deadline -> answer.give(catalog.register(paths, deadline).values()));
        } catch (UnavailableException e) {
            return answer.giveUp().orElseThrow(() -> e);
        }
    }

    /** On the thread that was given up. The hook has found another way meanwhile, and a second message is harmless. */
    private void appendLate(Collection<Registration> registrations) {
        List<FileVersion> uploads = registrations.stream()
                .filter(registration -> !isHeld(registration))
                .map(Registration::upload)
                .toList();
        try {
            appendNewest(uploads, Deadline.NONE);
        } catch (JdbiException e) { // the sweep sends one
            log.debug("no message for a registration that was given up", e);
        }
    }

    void append(List<FileVersion> uploads, Duration limit) throws UnavailableException {
        call(limit, deadline -> {
            appendNewest(uploads, deadline);
            return uploads;
        });
    }

    private void appendNewest(List<FileVersion> uploads, Deadline deadline) {
        if (uploads.isEmpty()) {
            return;
        }
        TransactionRetry.inTransaction(jdbi, deadline, handle -> {
            Set<FileVersion> newest = catalog.lockNewest(handle.getConnection(), uploads);
            List<FileVersion> entries =
                    uploads.stream().filter(newest::contains).toList();
            if (!entries.isEmpty()) {
                Outbox.append(handle.getConnection(), entries);
            }
            return entries;
        });
    }

    /** Registers and appends in one go. */
    Map<MediaPath, Enqueued> enqueue(Collection<MediaPath> paths, Duration limit) throws UnavailableException {
        return call(limit, deadline -> enqueue(paths, deadline));
    }

    /** The same even though the breaker is open. */
    Map<MediaPath, Enqueued> insist(Collection<MediaPath> paths, Duration limit) throws UnavailableException {
        return breaker.insist(() -> limited(limit, deadline -> enqueue(paths, deadline)));
    }

    private Map<MediaPath, Enqueued> enqueue(Collection<MediaPath> paths, Deadline deadline) {
        return TransactionRetry.inTransaction(jdbi, deadline, handle -> enqueue(handle.getConnection(), paths));
    }

    private Map<MediaPath, Enqueued> enqueue(Connection connection, Collection<MediaPath> paths) {
        Map<MediaPath, Enqueued> taken = new LinkedHashMap<>();
        List<FileVersion> uploads = new ArrayList<>();
        for (Registration registration : catalog.register(connection, paths).values()) {
            FileVersion upload = registration.upload();
            if (isHeld(registration)) {
                taken.put(upload.path(), Enqueued.HELD);
            } else {
                taken.put(upload.path(), Enqueued.OUTBOX);
                uploads.add(upload);
            }
        }
        if (!uploads.isEmpty()) {
            Outbox.append(connection, uploads);
        }
        return taken;
    }

    /** For the hook's own book-keeping: may wait longer than an upload, or it would open the breaker to uploads that wait. */
    void write(Consumer<Deadline> statement) throws UnavailableException {
        call(patience, deadline -> {
            statement.accept(deadline);
            return statement;
        });
    }

    private <T> T call(Duration limit, Function<Deadline, T> work) throws UnavailableException {
        return breaker.call(() -> limited(limit, work));
    }

    /** The server gives up a little before the caller does, so that nothing of a call goes on there without him. */
    private <T> T limited(Duration limit, Function<Deadline, T> work) throws Exception {
        Deadline deadline = Deadline.in(limit.multipliedBy(9).dividedBy(10));
        return limiter.call(limit, () -> work.apply(deadline));
    }

    static boolean isHeld(Registration registration) {
        return registration.state() == MediaState.HELD;
    }

    @Override
    public void close() {
        limiter.close();
    }
}
