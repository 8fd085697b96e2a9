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
import io.nfs2s3.storage.ObjectState.Found;
import io.nfs2s3.storage.StoredObject;
import java.util.concurrent.CompletableFuture;

/**
 * Proves one object: looks at it, reads the original once, and compares. Its checksum decides where the store keeps one; an
 * ETag can prove it, and never disprove it; else the object is read. Thread-safe.
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
    CompletableFuture<Finding> prove(Candidate candidate) {
        return audit.look(candidate.key())
                .thenCompose(state -> state instanceof Found found
                        ? compare(candidate, found)
                        : not(candidate, Reason.MOVED, "the object is gone"));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the inner future is what the outer one is composed to
    private CompletableFuture<Finding> compare(Candidate candidate, Found found) {
        if (found.archived()) {
            return not(candidate, Reason.OBJECT_ARCHIVED, "");
        }
        String etag = ObjectAudit.plainEtag(found.object().etag());
        return source.read(candidate.path(), file -> {
                    long size = file.fingerprint().sizeBytes();
                    return size == found.size()
                            ? settled(candidate, found, OriginalSums.read(file, etag, selection.mend(), types))
                            : done((Finding) new Not(candidate.otherSize(found.size(), size)));
                })
                .thenCompose(finding -> finding);
    }

    private CompletableFuture<Finding> settled(Candidate candidate, Found found, OriginalSums sums) {
        return settle(candidate, found, sums, false).thenCompose(finding -> mended(finding, found, sums));
    }

    private CompletableFuture<Finding> settle(Candidate candidate, Found found, OriginalSums sums, boolean mended) {
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
            Candidate candidate, Found found, OriginalSums sums, Checksum ofObject, By by, boolean mended) {
        return ofObject.equals(sums.checksum())
                ? done(new Proved(candidate, copy(candidate, found.object(), sums), by, mended))
                : not(candidate, Reason.DIFFERS, "the object has " + ofObject + ", and the file " + sums.checksum());
    }

    /** Dying after the copy leaves an object that is proved, and not copied, the next time. */
    private CompletableFuture<Finding> mended(Finding finding, Found found, OriginalSums sums) {
        if (!selection.mend()
                || !(finding instanceof Proved proved)
                || found.size() > ObjectLabels.MOST_BYTES
                || labels.has(found.object(), proved.candidate().upload())) {
            return done(finding);
        }
        Candidate candidate = proved.candidate();
        NewObject wanted = new NewObject(candidate.key(), candidate.upload(), sums.modified(), sums.contentType());
        return labels.give(found.object(), found.size(), wanted)
                .thenCompose(given -> given ? audit.look(candidate.key()) : done(new ObjectState.Nothing(false)))
                .thenCompose(state -> state instanceof Found again
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
