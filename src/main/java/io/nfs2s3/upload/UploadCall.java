package io.nfs2s3.upload;

import io.nfs2s3.catalog.Registration;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.resilience.UnavailableException;
import io.nfs2s3.upload.spool.Spool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of the hook: finds a way for its uploads within one budget. SQS first; the outbox if SQS fails or must not
 * be overtaken; without the database SQS without generations; then the spool. What none of them took is offered to all of
 * them again and again, until the last resort is over. Used once, by one thread.
 */
final class UploadCall {
    private static final Logger log = LoggerFactory.getLogger(UploadCall.class);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private final DatabaseChannel database;
    private final SqsChannel sqs;
    private final Optional<Spool> spool;
    private final Optional<Traces> traces;
    private final Optional<Instant> begun;
    private final Budget budget;
    private final Set<MediaPath> left;
    private final Map<MediaPath, Enqueued> taken = new LinkedHashMap<>();
    private @Nullable UnavailableException databaseTrouble;
    private @Nullable UnavailableException sqsTrouble;

    /**
     * @param traces where an upload is noted that only SQS knows of
     * @param paths of known kinds
     */
    UploadCall(
            DatabaseChannel database,
            SqsChannel sqs,
            Optional<Spool> spool,
            Optional<Traces> traces,
            Budget budget,
            Collection<MediaPath> paths) {
        this.database = database;
        this.sqs = sqs;
        this.spool = spool;
        this.traces = traces;
        this.begun = traces.map(Traces::now);
        this.budget = budget;
        this.left = new LinkedHashSet<>(paths);
    }

    /**
     * Does it.
     *
     * @return the way of each path
     * @throws UploadNotAcceptedException when there is none for some
     */
    Map<MediaPath, Enqueued> run() {
        try {
            Optional<UnavailableException> leftAlone = sqs.leftAlone();
            if (leftAlone.isPresent()) {
                sqsTrouble = leftAlone.get();
                database.enqueue(List.copyOf(left), budget.outbox()).forEach(this::took);
            } else {
                enqueue(database.register(List.copyOf(left), budget.register()));
            }
        } catch (UnavailableException e) {
            databaseTrouble = e;
            sendUnregistered();
        }
        if (!left.isEmpty()) {
            lastResort();
        }
        return taken;
    }

    private void enqueue(Collection<Registration> registrations) {
        List<FileVersion> uploads = new ArrayList<>();
        boolean outboxEmpty = true;
        for (Registration registration : registrations) {
            FileVersion upload = registration.upload();
            if (DatabaseChannel.isHeld(registration)) {
                took(upload.path(), Enqueued.HELD);
            } else {
                uploads.add(upload);
                outboxEmpty &= registration.outboxEmpty();
            }
        }
        if (outboxEmpty) {
            send(uploads.stream().map(FileRef::of).toList(), budget.sqs());
        }
        append(uploads.stream().filter(upload -> left.contains(upload.path())).toList());
    }

    private void append(List<FileVersion> uploads) {
        if (uploads.isEmpty()) {
            return;
        }
        if (sqsTrouble != null && sqsTrouble.wasAsked()) {
            log.warn(
                    "an upload goes to the outbox path={} reason=\"{}\"",
                    uploads.get(0).path(),
                    text(sqsTrouble));
        }
        try {
            database.append(uploads, budget.outbox());
            uploads.forEach(upload -> took(upload.path(), Enqueued.OUTBOX));
        } catch (UnavailableException e) {
            databaseTrouble = e;
        }
    }

    /** While the database is down. An upload of a kind that is not migrated has no business in SQS. */
    private void sendUnregistered() {
        List<FileRef> files = unregistered();
        if (!files.isEmpty()) {
            try {
                tookUnregistered(sqs.send(files, budget.sqsAlone()), budget.trace());
            } catch (UnavailableException e) {
                sqsTrouble = e;
            }
        }
        if (databaseTrouble != null && databaseTrouble.wasAsked() && !taken.isEmpty()) {
            log.warn(
                    "an upload is sent without a generation path={} reason=\"{}\"",
                    taken.keySet().iterator().next(),
                    text(databaseTrouble));
        }
    }

    private void tookUnregistered(List<MediaPath> paths, Duration limit) {
        if (traces.isPresent() && begun.isPresent() && !paths.isEmpty()) {
            traces.get().note(paths, begun.get(), limit);
        }
        paths.forEach(path -> took(path, Enqueued.SQS));
    }

    private List<FileRef> unregistered() {
        return left.stream()
                .filter(path -> database.kinds().of(path).migrated())
                .map(FileRef::unregistered)
                .toList();
    }

    private void send(List<FileRef> files, Duration limit) {
        if (files.isEmpty()) {
            return;
        }
        try {
            sqs.send(files, limit).forEach(path -> took(path, Enqueued.SQS));
        } catch (UnavailableException e) {
            sqsTrouble = e;
        }
    }

    private void lastResort() {
        Optional<IOException> disk = spool();
        insist();
        while (!left.isEmpty()) {
            pause();
            if (budget.isOver()) {
                throw new UploadNotAcceptedException(
                        List.copyOf(left), sqsTrouble, databaseTrouble, spool.map(Spool::file), disk);
            }
            disk = spool();
            insist();
        }
    }

    /** Also on a thread that is interrupted, which would not park; it stays interrupted. */
    private static void pause() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(PAUSE.toNanos());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** On this host's own disk. @return why not, if there is one */
    private Optional<IOException> spool() {
        if (spool.isPresent()) {
            try {
                spool.get().append(List.copyOf(left), budget.spool());
                logSpooled();
                List.copyOf(left).forEach(path -> took(path, Enqueued.SPOOL));
            } catch (IOException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    /** Both are asked whatever they said before: they may be back, and a cold start may have been slow to reach them. */
    private void insist() {
        if (left.isEmpty()) {
            return;
        }
        try {
            database.insist(List.copyOf(left), budget.insist()).forEach(this::took);
        } catch (UnavailableException e) {
            databaseTrouble = e;
        }
        List<FileRef> files = unregistered();
        if (!files.isEmpty()) {
            try {
                tookUnregistered(sqs.insist(files, budget.insist()), budget.insist());
            } catch (UnavailableException e) {
                sqsTrouble = e;
            }
        }
    }

    private void took(MediaPath path, Enqueued way) {
        left.remove(path);
        taken.put(path, way);
    }

    private void logSpooled() {
        if ((sqsTrouble != null && sqsTrouble.wasAsked()) || (databaseTrouble != null && databaseTrouble.wasAsked())) {
            log.warn(
                    "an upload goes to the spool path={} sqs=\"{}\" database=\"{}\"",
                    left.iterator().next(),
                    text(sqsTrouble),
                    text(databaseTrouble));
        }
    }

    private static String text(@Nullable UnavailableException trouble) {
        return trouble == null ? "not asked" : ErrorText.of(trouble);
    }
}
