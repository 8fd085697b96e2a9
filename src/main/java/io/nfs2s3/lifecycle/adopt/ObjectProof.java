package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.lifecycle.adopt.Finding.By;
import io.nfs2s3.lifecycle.adopt.Finding.Not;
import io.nfs2s3.lifecycle.adopt.Finding.Proved;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.NewObject;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectLabels;
import io.nfs2s3.storage.ObjectState;
import io.nfs2s3.storage.ObjectState.Present;
import io.nfs2s3.storage.StoredObject;
import java.util.concurrent.CompletableFuture;

/**
 * Proves one object: reads the original once, looks at the object, and compares. Its checksum decides where the store keeps one;
 * an ETag can prove it, and never disprove it; else the object is read. The look comes last, so that what is seen is what is
 * there when the pointer is set. Thread-safe.
 */
final class ObjectProof {
    private final NfsSource source;
    private final ObjectAudit audit;
    private final ObjectLabels labels;
    private final AdoptSelection selection;
    private final ContentTypes types = new ContentTypes();

    ObjectProof(NfsSource source, ObjectAudit audit, ObjectLabels labels, AdoptSelection selection) {
        this.source = source;
        this.audit = audit;
        this.labels = labels;
        this.selection = selection;
    }

    /** Fails with a {@link io.nfs2s3.media.MigrationException} when the original or the object cannot be had. */
    @SuppressWarnings("FutureReturnValueIgnored") // the inner future is what the outer one is composed to
    CompletableFuture<Finding> prove(Candidate candidate) {
        return source.read(candidate.path(), file -> {
                    long size = file.fingerprint().sizeBytes();
                    return size == candidate.size()
                            ? looked(candidate, OriginalSums.read(file, candidate.etag(), selection.mend(), types))
                            : done((Finding) new Not(candidate.otherSize(candidate.size(), size)));
                })
                .thenCompose(finding -> finding);
    }

    /** An object that has another ETag by now than in the listing is read, if it has no checksum. */
    private CompletableFuture<Finding> looked(Candidate candidate, OriginalSums sums) {
        return audit.look(candidate.key())
                .thenCompose(state -> state instanceof Present found
                        ? settle(candidate, found, sums, false).thenCompose(finding -> mended(finding, found, sums))
                        : not(candidate, Reason.MOVED, "the object is gone"));
    }

    private CompletableFuture<Finding> settle(Candidate candidate, Present found, OriginalSums sums, boolean mended) {
        if (found.isInArchive()) {
            return not(candidate, Reason.OBJECT_ARCHIVED, found.restored() ? "it was only restored for some days" : "");
        }
        if (labels.areOfOtherSite(found.object())) {
            return not(candidate, Reason.OTHER_SITE, "");
        }
        if (found.size() != sums.size()) {
            return not(candidate, Reason.MOVED, "the object was replaced");
        }
        Checksum stored = found.checksum();
        if (stored != null) {
            return settle(candidate, found, sums, stored, By.CHECKSUM, mended);
        }
        String etag = ObjectAudit.plainEtag(found.object().etag());
        if (etag != null && sums.etags().contains(etag)) {
            return done(new Proved(candidate, copy(candidate, found.object(), sums), By.ETAG, mended));
        }
        if (!selection.get()) {
            return not(candidate, Reason.NOT_READ, "");
        }
        return audit.checksum(found.object())
                .thenCompose(read -> read.map(sum -> settle(candidate, found, sums, sum, By.READ, mended))
                        .orElseGet(() -> not(candidate, Reason.MOVED, "the object was replaced")));
    }

    private static CompletableFuture<Finding> settle(
            Candidate candidate, Present found, OriginalSums sums, Checksum ofObject, By by, boolean mended) {
        return ofObject.equals(sums.checksum())
                ? done(new Proved(candidate, copy(candidate, found.object(), sums), by, mended))
                : not(candidate, Reason.DIFFERS, "the object has " + ofObject + ", and the file " + sums.checksum());
    }

    /** Dying after the copy leaves an object that is proved, and not copied, the next time. */
    private CompletableFuture<Finding> mended(Finding finding, Present found, OriginalSums sums) {
        if (!selection.mend()
                || !(finding instanceof Proved proved)
                || found.size() > ObjectLabels.MOST_BYTES
                || ObjectLabels.has(found.object())) {
            return done(finding);
        }
        Candidate candidate = proved.candidate();
        NewObject wanted = new NewObject(candidate.key(), candidate.upload(), sums.modified(), sums.contentType());
        return labels.give(found.object(), found.size(), wanted)
                .thenCompose(given -> given ? audit.look(candidate.key()) : done(new ObjectState.Nothing(false)))
                .thenCompose(state -> state instanceof Present again
                        ? settle(candidate, again, sums, true)
                        : not(candidate, Reason.MOVED, "the object was replaced"));
    }

    private static StoredCopy copy(Candidate candidate, StoredObject object, OriginalSums sums) {
        return new StoredCopy(
                candidate.upload(),
                candidate.key(),
                sums.size(),
                sums.modified(),
                sums.checksum(),
                object.etag(),
                object.versionId());
    }

    private static CompletableFuture<Finding> not(Candidate candidate, Reason reason, String detail) {
        return done(new Not(candidate.left(reason, detail)));
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
