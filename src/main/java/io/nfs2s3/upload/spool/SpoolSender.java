package io.nfs2s3.upload.spool;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.UploadAge;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.SendResult;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a way for spooled uploads during one replay. A way that failed is not asked again before the next replay. What is
 * sent without a generation leaves a trace, and what has been registered since it was spooled is not sent at all: it, or
 * a later upload of its path, is on its way.
 */
final class SpoolSender implements SpoolPass.Taker {
    private static final Logger log = LoggerFactory.getLogger(SpoolSender.class);
    private static final Duration TRACE_PATIENCE = Duration.ofSeconds(2);
    private final MediaCatalog catalog;
    private final Outbox outbox;
    private final MigrationQueue queue;
    private final Spool traces;
    private final Clock clock;
    private String sqsTrouble = "";
    private String databaseTrouble = "";
    private int sent;
    private int toOutbox;
    private int registered;
    private int known;
    private boolean saidUntraced;

    SpoolSender(MediaCatalog catalog, Outbox outbox, MigrationQueue queue, Spool traces, Clock clock) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.queue = queue;
        this.traces = traces;
        this.clock = clock;
    }

    int sent() {
        return sent;
    }

    int toOutbox() {
        return toOutbox;
    }

    int registered() {
        return registered;
    }

    @Override
    public int batch() {
        return MigrationQueue.BATCH;
    }

    @Override
    public int taken() {
        return sent + toOutbox + registered + known;
    }

    /** Whether every way has failed. */
    @Override
    public boolean isStuck() {
        return !sqsTrouble.isEmpty() && !databaseTrouble.isEmpty();
    }

    /** What failed, for the operator. */
    String trouble() {
        return sqsTrouble.isEmpty() || databaseTrouble.isEmpty()
                ? sqsTrouble + databaseTrouble
                : sqsTrouble + "; " + databaseTrouble;
    }

    /** @return the records that nobody took */
    @Override
    public List<SpoolRecord> take(List<SpoolRecord> batch) {
        List<SpoolRecord> migrated = new ArrayList<>();
        List<SpoolRecord> held = new ArrayList<>();
        unknown(batch).forEach(record -> (isHeld(record.path()) ? held : migrated).add(record));
        List<SpoolRecord> left = register(held, migrated);
        left.addAll(toOutbox(toSqs(migrated)));
        return left;
    }

    /**
     * Without those that have been registered since, as long as their pointers are NFS: what is in S3 the worker compares
     * with the file, so nothing hangs on the clock of this host.
     */
    private List<SpoolRecord> unknown(List<SpoolRecord> batch) {
        if (!databaseTrouble.isEmpty()) {
            return batch;
        }
        try {
            Instant now = clock.instant();
            Map<UploadAge, Location> since = catalog.registeredSince(
                    batch.stream().map(record -> record.age(now)).toList());
            List<SpoolRecord> unknown = batch.stream()
                    .filter(record -> since.get(record.age(now)) != Location.NFS)
                    .toList();
            known += batch.size() - unknown.size();
            return unknown;
        } catch (JdbiException e) {
            databaseTrouble = databaseTrouble(e);
            return batch;
        }
    }

    /** A path of no kind counts as migrated: its message goes to the dead letters, where it is seen. */
    private boolean isHeld(MediaPath path) {
        return catalog.kinds().find(path).filter(kind -> !kind.migrated()).isPresent();
    }

    /** Registering sets the pointer to NFS, so what is in S3 takes the way by which the worker compares it first. */
    private List<SpoolRecord> register(List<SpoolRecord> held, List<SpoolRecord> compared) {
        if (held.isEmpty() || !databaseTrouble.isEmpty()) {
            return new ArrayList<>(held);
        }
        try {
            Map<MediaPath, MediaFile> rows = catalog.find(paths(held));
            List<SpoolRecord> onNfs = new ArrayList<>();
            List<SpoolRecord> inS3 = new ArrayList<>();
            for (SpoolRecord record : held) {
                MediaFile row = rows.get(record.path());
                (row == null || row.location() == Location.NFS ? onNfs : inS3).add(record);
            }
            if (!onNfs.isEmpty()) {
                catalog.register(paths(onNfs));
            }
            registered += onNfs.size();
            compared.addAll(inS3);
            return new ArrayList<>();
        } catch (JdbiException e) {
            databaseTrouble = databaseTrouble(e);
            return new ArrayList<>(held);
        }
    }

    private List<SpoolRecord> toSqs(List<SpoolRecord> records) {
        if (records.isEmpty() || !sqsTrouble.isEmpty()) {
            return records;
        }
        try {
            List<SpoolRecord> left = new ArrayList<>();
            List<SpoolRecord> gone = new ArrayList<>();
            List<SendResult> results = queue.sendBatch(records.stream()
                    .map(record -> MigrationMessage.of(Source.UPLOAD, FileRef.unregistered(record.path())))
                    .toList());
            for (int i = 0; i < records.size(); i++) {
                if (results.get(i) instanceof SendResult.Refused refused) {
                    left.add(records.get(i));
                    sqsTrouble = "SQS refused a message: " + refused.reason();
                } else {
                    gone.add(records.get(i));
                }
            }
            trace(gone);
            sent += gone.size();
            return left;
        } catch (QueueException e) {
            sqsTrouble = ErrorText.of(e);
            return records;
        }
    }

    private List<SpoolRecord> toOutbox(List<SpoolRecord> records) {
        if (records.isEmpty() || !databaseTrouble.isEmpty()) {
            return records;
        }
        try {
            outbox.appendUnregistered(paths(records));
            trace(records);
            toOutbox += records.size();
            return List.of();
        } catch (JdbiException e) {
            databaseTrouble = databaseTrouble(e);
            return records;
        }
    }

    /**
     * Before the records leave the spool. A path of no kind leaves none: its message is a dead letter, which is all that
     * can become of it. A disk that takes none holds up nobody, or a full one would stay full.
     */
    private void trace(List<SpoolRecord> records) {
        Instant now = clock.instant();
        List<SpoolRecord> traced = records.stream()
                .filter(record -> record.sent() == null) // or it is a trace already
                .filter(record -> catalog.kinds().find(record.path()).isPresent())
                .map(record -> record.sentAt(now))
                .toList();
        if (traced.isEmpty()) {
            return;
        }
        try {
            traces.appendRecords(traced, TRACE_PATIENCE);
        } catch (IOException e) {
            if (!saidUntraced) {
                saidUntraced = true;
                log.warn(
                        "an upload has no trace beside its message path={} reason=\"{}\"",
                        traced.get(0).path(),
                        ErrorText.of(e));
            }
        }
    }

    private static String databaseTrouble(JdbiException e) {
        return "the database cannot be used: " + ErrorText.of(e);
    }

    private static List<MediaPath> paths(List<SpoolRecord> records) {
        return records.stream().map(SpoolRecord::path).toList();
    }
}
