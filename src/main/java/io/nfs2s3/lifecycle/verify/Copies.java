package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.Refusals;
import io.nfs2s3.lifecycle.verify.Judged.Evidence;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectState;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at objects, and compares them with what their rows say. An ETag proves that nothing changed; another one proves
 * nothing: a copy of an object onto itself has one, and with SSE-KMS each has another. Then the checksum decides, by a HEAD
 * where the store keeps it, else by reading. Thread-safe.
 */
public final class Copies {
    /**
     * @param text what is the matter with it; empty where nothing is
     * @param news what the row does not say of it although its bytes are right; null where there is none
     */
    record Seen(OnS3 s3, String text, @Nullable Evidence news) {
        static Seen of(OnS3 s3, String text) {
            return new Seen(s3, text, null);
        }
    }

    private static final int LOOKS = 3;

    private final ObjectAudit audit;
    private final VerifyProgress progress;
    private final Refusals refusals;

    /** @param refusals of the whole verify */
    Copies(ObjectAudit audit, VerifyProgress progress, Refusals refusals) {
        this.audit = audit;
        this.progress = progress;
        this.refusals = refusals;
    }

    /** Whether a listing alone proves that the object is the one of the row. */
    public static boolean isSettled(RecordedCopy row, ListedObject listed) {
        return row.sizeBytes() != null
                && row.sizeBytes() == listed.size()
                && listed.etag() != null
                && listed.etag().equals(ObjectAudit.plainEtag(row.etag()))
                && !listed.archived();
    }

    /** What is under a key now. */
    ObjectState head(ObjectKey key) {
        progress.head();
        ObjectState state = FutureErrors.join(audit.look(key));
        if (state instanceof ObjectState.Present) {
            refusals.shown();
        }
        return state;
    }

    /** Whether an error of a look is that the store refuses its object, while it answers for others. */
    boolean isRefusedAlone(MigrationException error) {
        return refusals.isOfOne(error, this::head);
    }

    /** CRC32C over the bytes of an object, read where its store keeps none; null where they cannot be read, or it went. */
    @Nullable
    Checksum checksum(ObjectState.Present found) {
        if (found.checksum() != null || found.archived()) {
            return found.checksum();
        }
        progress.read();
        return FutureErrors.join(audit.checksum(found.object())).orElse(null);
    }

    /**
     * Compares the object that a row names with what the row says.
     *
     * @param read whether its bytes are read in any case
     * @throws MigrationException when it cannot be told: the evidence is of another sort, or the object never rests
     */
    Seen look(RecordedCopy row, ObjectKey key, boolean read) {
        for (int look = 0; look < LOOKS; look++) {
            ObjectState state = head(key);
            if (state instanceof ObjectState.Nothing nothing) {
                return nothing.deleteMarker()
                        ? Seen.of(OnS3.DELETE_MARKER, "the object was removed: there is a delete marker")
                        : Seen.of(OnS3.ABSENT, "the object is not there");
            }
            Optional<Seen> seen = compare(row, (ObjectState.Present) state, read);
            if (seen.isPresent()) {
                return seen.get();
            }
        }
        throw new MigrationException(FailureCode.STORE_BUSY, "the object was replaced at each of " + LOOKS + " looks");
    }

    /** Empty when the object was removed or replaced before it was read. */
    private Optional<Seen> compare(RecordedCopy row, ObjectState.Present found, boolean read) {
        Checksum recorded = row.checksum();
        if (row.sizeBytes() == null || recorded == null) {
            return differs("the row does not say which bytes the object has");
        }
        if (found.size() >= 0 && row.sizeBytes() != found.size()) {
            return differs("the object has " + found.size() + " bytes, not " + row.sizeBytes());
        }
        String etag = ObjectAudit.plainEtag(found.object().etag());
        boolean sameEtag = etag != null && etag.equals(ObjectAudit.plainEtag(row.etag()));
        Checksum stored = found.checksum();
        boolean settled = found.size() >= 0 && (stored != null || sameEtag);
        if ((read || !settled) && !found.archived()) {
            progress.read();
            Optional<Checksum> fromBytes = FutureErrors.join(audit.checksum(found.object()));
            if (fromBytes.isEmpty()) {
                return Optional.empty();
            }
            stored = fromBytes.get();
        }
        if (stored != null && !recorded.algorithm().equals(stored.algorithm())) {
            if (!sameEtag) {
                throw new MigrationException(
                        FailureCode.NOT_PROVED,
                        "the recorded checksum is of " + recorded.algorithm() + ", and nothing else tells its bytes");
            }
        } else if (stored != null && !stored.equals(recorded)) {
            return differs("the object has " + stored + ", not " + recorded);
        }
        if (found.archived()) {
            return Optional.of(Seen.of(OnS3.ARCHIVED, "the object is in an archive"));
        }
        boolean known =
                sameEtag && Objects.equals(row.versionId(), found.object().versionId());
        Evidence news = known ? null : Evidence.of(found);
        return Optional.of(new Seen(OnS3.SAME, "", news));
    }

    private static Optional<Seen> differs(String text) {
        return Optional.of(Seen.of(OnS3.DIFFERS, text));
    }
}
