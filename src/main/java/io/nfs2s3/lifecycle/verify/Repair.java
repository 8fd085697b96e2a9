package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.CatalogRepair;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.catalog.Registration;
import io.nfs2s3.catalog.UnprovedCopy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.queue.MessagePacker;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.site.SiteGuard;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what is safe about a file, and nothing else. It is done by compare-and-set on what was seen: a row that changed
 * meanwhile is left alone. Dying after a row is QUEUED and before its message is sent leaves the file to the sweep.
 * Thread-safe.
 */
public final class Repair {
    /** What became of one file. */
    public enum Outcome {
        /** It is as it should be now, or on its way. */
        DONE,
        /** Its row changed since it was looked at. */
        CHANGED,
        /** There is nothing that is safe. */
        LEFT
    }

    private final CatalogRepair catalog;
    private final MigrationQueue queue;
    private final SiteGuard site;

    /** @param queue takes the files that are to be copied again */
    public Repair(CatalogRepair catalog, MigrationQueue queue, SiteGuard site) {
        this.catalog = catalog;
        this.queue = queue;
        this.site = site;
    }

    /**
     * Asks whether anything may be changed, before the first file.
     *
     * @throws io.nfs2s3.media.MigrationException when the site is suspended
     * @throws QueueException when SQS cannot be used
     */
    public void require() {
        site.require();
        queue.depth();
    }

    /** @throws io.nfs2s3.catalog.SiteUpdateException when the site's own statement would fail for every file */
    void requireSiteUpdate() {
        catalog.checkSiteUpdate();
    }

    /**
     * @throws QueueException when SQS cannot be reached: the file is QUEUED, and the sweep sends a message
     * @throws io.nfs2s3.media.MigrationException when the site is suspended
     * @throws io.nfs2s3.catalog.SiteUpdateException when the site's own statement failed; then nothing was changed
     */
    public Outcome mend(Judged judged) {
        if (judged.decision().act() == Act.NONE || judged.decision().act() == Act.ASK) {
            return Outcome.LEFT;
        }
        site.require();
        RecordedCopy row = judged.row();
        FileVersion upload = judged.upload();
        return switch (judged.decision().act()) {
            case NONE, ASK -> Outcome.LEFT;
            case FLIP_BACK -> row == null ? Outcome.LEFT : queued(catalog.flipBack(row));
            case REQUEUE -> requeue(judged);
            case TAKE_UP_EVIDENCE -> row == null ? Outcome.LEFT : takeUp(row, judged.evidence());
            case LEAVE_TO_SWEEP ->
                upload == null || judged.key() == null
                        ? Outcome.LEFT
                        : done(catalog.leaveToSweep(upload, judged.key()));
        };
    }

    /**
     * A file without an object becomes a new upload. Of an object, its upload keeps its generation and has the object as its copy,
     * so that nothing removes that before a later one is in S3.
     */
    private Outcome requeue(Judged judged) {
        FileVersion upload = judged.upload();
        Judged.Evidence evidence = judged.evidence();
        String key = judged.key();
        if (upload != null && key == null) {
            return queued(catalog.register(upload.path()));
        }
        return upload == null || evidence == null || key == null
                ? Outcome.LEFT
                : queued(catalog.register(
                        upload,
                        new UnprovedCopy(
                                new ObjectKey(key),
                                evidence.size(),
                                evidence.checksum(),
                                evidence.etag(),
                                evidence.versionId())));
    }

    private Outcome takeUp(RecordedCopy row, Judged.@Nullable Evidence evidence) {
        String etag = evidence == null ? row.etag() : evidence.etag();
        String version = evidence == null ? row.versionId() : evidence.versionId();
        return switch (row.state().location()) {
            case S3 -> done(catalog.takeUp(row, etag, version));
            case NFS -> row.key() == null ? Outcome.LEFT : done(catalog.flip(row, row.key(), etag, version));
        };
    }

    /**
     * A file of a kind that is not migrated is HELD, and waits for no worker. For a message that SQS refuses the sweep sends
     * another.
     */
    private Outcome queued(Optional<Registration> registered) {
        registered
                .filter(one -> one.state() == MediaState.QUEUED)
                .map(one -> MessagePacker.pack(Source.RETRY, List.of(FileRef.of(one.upload()))))
                .ifPresent(queue::sendBatch);
        return done(registered.isPresent());
    }

    private static Outcome done(boolean changed) {
        return changed ? Outcome.DONE : Outcome.CHANGED;
    }
}
