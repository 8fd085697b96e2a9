package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.verify.Judged.Evidence;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ListedObject;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at objects, and compares them with what their rows say. An ETag proves that nothing changed; another one proves
 * nothing: a copy of an object onto itself has one, and with SSE-KMS each has another. Then the checksum decides, by a HEAD
 * where the store keeps it, else by reading. Thread-safe.
 */
final class Copies {
    /**
     * @param text what is the matter with it; empty where nothing is
     * @param news what the row does not say of it although its bytes are right; null where there is none
     */
    record Seen(OnS3 s3, String text, @Nullable Evidence news) {
        static Seen of(OnS3 s3, String text) {
            return new Seen(s3, text, null);
        }
    }

    private final ObjectAudit audit;
    private final VerifyProgress progress;

    Copies(ObjectAudit audit, VerifyProgress progress) {
        this.audit = audit;
        this.progress = progress;
    }

    /** Whether a listing alone proves that the object is the one of the row. */
    static boolean isSettled(RecordedCopy row, ListedObject listed) {
        return row.sizeBytes() != null
                && row.sizeBytes() == listed.size()
                && listed.etag() != null
                && listed.etag().equals(ObjectAudit.plainEtag(row.etag()))
                && !listed.archived();
    }

    /** What is under a key now. */
    ObjectState head(ObjectKey key) {
        progress.head();
        return FutureErrors.join(audit.look(key));
    }

    /**
     * Compares the object that a row names with what the row says.
     *
     * @param read whether its bytes are read in any case
     */
    Seen look(RecordedCopy row, ObjectKey key, boolean read) {
        ObjectState state = head(key);
        if (state instanceof ObjectState.Nothing nothing) {
            return nothing.deleteMarker()
                    ? Seen.of(OnS3.DELETE_MARKER, "the object was removed: there is a delete marker")
                    : Seen.of(OnS3.ABSENT, "the object is not there");
        }
        return compare(row, key, (ObjectState.Found) state, read);
    }

    private Seen compare(RecordedCopy row, ObjectKey key, ObjectState.Found found, boolean read) {
        if (row.sizeBytes() == null || row.checksum() == null) {
            return Seen.of(OnS3.DIFFERS, "the row does not say which bytes the object has");
        }
        if (row.sizeBytes() != found.size()) {
            return Seen.of(OnS3.DIFFERS, "the object has " + found.size() + " bytes, not " + row.sizeBytes());
        }
        String etag = ObjectAudit.plainEtag(found.object().etag());
        boolean sameEtag = etag != null && etag.equals(ObjectAudit.plainEtag(row.etag()));
        Checksum stored = checksum(key, found, sameEtag, read);
        if (stored != null && !stored.equals(row.checksum())) {
            return Seen.of(OnS3.DIFFERS, "the object has " + stored + ", not " + row.checksum());
        }
        if (found.archived()) {
            return Seen.of(OnS3.ARCHIVED, "the object is in an archive");
        }
        boolean known =
                sameEtag && Objects.equals(row.versionId(), found.object().versionId());
        return new Seen(
                OnS3.SAME,
                "",
                known
                        ? null
                        : new Evidence(found.object().etag(), found.object().versionId()));
    }

    /** @return null where it cannot be had, or is not needed */
    private @Nullable Checksum checksum(ObjectKey key, ObjectState.Found found, boolean sameEtag, boolean read) {
        boolean needed = read || (found.checksum() == null && !sameEtag);
        if (!needed || found.archived()) {
            return found.checksum();
        }
        progress.read();
        return FutureErrors.join(audit.checksum(key));
    }
}
