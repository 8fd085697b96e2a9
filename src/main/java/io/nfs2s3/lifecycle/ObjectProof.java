package io.nfs2s3.lifecycle;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectState;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/**
 * Whether the object that a row names is there, can be read, and is the one that was proved: by a HEAD, with its size, its
 * version, and its checksum or its ETag. It is strict: what only reading the object could settle is left to a verify.
 *
 * <p>Thread-safe. Fails with a {@link MigrationException} whose nature is {@code OUTAGE} when nothing can be said now; an
 * answer that may mean "missing" or "forbidden" is such a failure.
 */
public final class ObjectProof {
    private final ObjectAudit audit;
    private final Refusals refusals;

    public ObjectProof(ObjectAudit audit) {
        this.audit = audit;
        this.refusals = new Refusals(audit, Integer.MAX_VALUE);
    }

    /** @throws MigrationException when the store does not answer, or not this program */
    public void requireStore() {
        FutureErrors.join(audit.look(audit.nothing()));
    }

    /**
     * A store may answer all questions, and give no object: the site's marker tells.
     *
     * @throws MigrationException when the store does not answer, or gives nothing
     */
    public void requireBytes() {
        requireStore();
        try {
            FutureErrors.join(audit.gives(audit.marker()));
        } catch (MigrationException e) {
            FailureCode code = e.code() == FailureCode.STORE_BUSY ? FailureCode.STORE_DOWN : e.code();
            throw new MigrationException(code, "the store answers, and gives no object: " + e.getMessage(), e);
        }
    }

    /** Whether an error of a look is that the store refuses its object, while it answers for others. */
    public boolean isRefusedAlone(MigrationException error) {
        return refusals.isOfOne(error, audit);
    }

    /** @return what is wrong with it; empty when nothing is */
    public CompletableFuture<Optional<LeftAlone>> look(RecordedCopy row) {
        return look(row, ObjectProof::compare);
    }

    /**
     * The same of an object that is to be the only copy. No rule of the bucket may be about to remove it, and it must say itself
     * which upload it is the copy of: after the database is lost nothing else does.
     */
    public CompletableFuture<Optional<LeftAlone>> lookOwn(RecordedCopy row) {
        return look(
                row,
                (seen, state) ->
                        compare(seen, state).or(() -> expiring(seen, state)).or(() -> notOwn(seen, state)));
    }

    private CompletableFuture<Optional<LeftAlone>> look(
            RecordedCopy row, BiFunction<RecordedCopy, ObjectState, Optional<LeftAlone>> compare) {
        ObjectKey key = row.key();
        if (key == null || row.sizeBytes() == null || row.checksum() == null) {
            return CompletableFuture.completedFuture(left(row, Obstacle.NO_EVIDENCE, "its row names no object"));
        }
        return audit.look(key)
                .thenApply(state -> compare.apply(row, state))
                .exceptionally(error -> classed(row, error));
    }

    private static Optional<LeftAlone> expiring(RecordedCopy row, ObjectState state) {
        String expires = state instanceof ObjectState.Present found ? found.expires() : null;
        return expires == null ? Optional.empty() : left(row, Obstacle.OBJECT_EXPIRES, expires);
    }

    private Optional<LeftAlone> notOwn(RecordedCopy row, ObjectState state) {
        boolean own = state instanceof ObjectState.Present found
                && audit.ownUpload(found.object()).filter(row.upload()::equals).isPresent();
        return own ? Optional.empty() : left(row, Obstacle.OBJECT_NOT_OWN, "");
    }

    private static Optional<LeftAlone> classed(RecordedCopy row, Throwable error) {
        Throwable cause = FutureErrors.cause(error);
        if (cause instanceof MigrationException failed && failed.code().nature() != Nature.OUTAGE) {
            return left(row, Obstacle.OBJECT_UNKNOWN, ErrorText.of(failed));
        }
        throw new CompletionException(cause);
    }

    private static Optional<LeftAlone> compare(RecordedCopy row, ObjectState state) {
        if (state instanceof ObjectState.Nothing nothing) {
            return left(row, Obstacle.OBJECT_MISSING, nothing.deleteMarker() ? "there is a delete marker" : "");
        }
        ObjectState.Present found = (ObjectState.Present) state;
        if (row.sizeBytes() == null || row.sizeBytes() != found.size()) {
            return left(
                    row,
                    Obstacle.OBJECT_DIFFERS,
                    "it has " + found.size() + " bytes, and " + row.sizeBytes() + " were copied");
        }
        if (found.checksum() != null && !found.checksum().equals(row.checksum())) {
            return left(
                    row,
                    Obstacle.OBJECT_DIFFERS,
                    "its checksum is " + found.checksum() + ", and " + row.checksum() + " was copied");
        }
        if (found.isInArchive()) {
            return left(row, Obstacle.OBJECT_ARCHIVED, found.restored() ? "it was only restored for some days" : "");
        }
        String version = found.object().versionId();
        if (row.versionId() != null && !row.versionId().equals(version)) {
            return left(row, Obstacle.EVIDENCE_CHANGED, "its version is " + version + ", and was " + row.versionId());
        }
        String etag = ObjectAudit.plainEtag(found.object().etag());
        boolean sameEtag = etag != null && etag.equals(ObjectAudit.plainEtag(row.etag()));
        return sameEtag || found.checksum() != null
                ? Optional.empty()
                : left(row, Obstacle.EVIDENCE_CHANGED, "its ETag is " + etag + ", and it has no checksum");
    }

    private static Optional<LeftAlone> left(RecordedCopy row, Obstacle reason, String detail) {
        return Optional.of(new LeftAlone(row.path(), reason, detail));
    }
}
