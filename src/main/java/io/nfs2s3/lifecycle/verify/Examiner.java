package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at one file that a listing did not settle: at its row, object and original as they are now, and at the row again. A
 * listing is minutes old when it is compared, and a file may have been flipped, uploaded again or swept meanwhile. Only what
 * stood still while it was looked at is told. Thread-safe.
 */
final class Examiner {
    private static final int LOOKS = 3;
    private final RecordedCopies recorded;
    private final Copies copies;
    private final Originals originals;
    private final MediaKinds kinds;
    private final Depth depth;
    private final VerifyProgress progress;

    /** @param kinds those that can be registered */
    Examiner(
            RecordedCopies recorded,
            Copies copies,
            Originals originals,
            MediaKinds kinds,
            Depth depth,
            VerifyProgress progress) {
        this.recorded = recorded;
        this.copies = copies;
        this.originals = originals;
        this.kinds = kinds;
        this.depth = depth;
        this.progress = progress;
    }

    /** Whether the originals of rows have to be looked at although all else is as it should be. */
    boolean looksAtOriginal() {
        return depth.source();
    }

    /** Whether an object has to be read although all else is as it should be. */
    boolean readsObject(RecordedCopy row) {
        return depth.readObjects() && row.state().location() == Location.S3;
    }

    /** Compares only the original, which a RETIRED file need not have; what differs is to be examined. */
    boolean hasItsOriginal(RecordedCopy row) {
        boolean retired = row.state() == MediaState.RETIRED;
        OnNfs nfs = originals.look(row, depth.readSource() && !retired).nfs();
        return nfs == OnNfs.SAME || (retired && nfs == OnNfs.ABSENT);
    }

    /**
     * Judges a file.
     *
     * @param earlier its row, as it was some time ago
     * @return empty where there is nothing to judge: it is under way, or the row is gone
     * @throws MigrationException when something that is needed is down: then nothing is known
     */
    Optional<Judged> examine(RecordedCopy earlier) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<RecordedCopy> row = recorded.find(earlier.path());
            if (row.isEmpty()) {
                return Optional.empty();
            }
            if (row.get().state() == MediaState.QUEUED) {
                break;
            }
            Optional<Judged> judged = judge(row.get());
            if (recorded.find(earlier.path()).equals(row)) {
                if (judged.isEmpty()) {
                    break;
                }
                return judged;
            }
        }
        progress.isUnderWay();
        return Optional.empty();
    }

    /** Empty where only the original may be wrong, and it is being written, or was just now. */
    private Optional<Judged> judge(RecordedCopy row) {
        try {
            ObjectKey key = row.key();
            Copies.Seen object =
                    key == null ? Copies.Seen.of(OnS3.ABSENT, "") : copies.look(row, key, readsObject(row));
            Originals.Seen original = original(row, object);
            boolean objectIsRight = row.state().location() == Location.NFS || object.s3() == OnS3.SAME;
            return original.moving() && objectIsRight ? Optional.empty() : Optional.of(judge(row, original, object));
        } catch (MigrationException e) {
            if (e.code().nature() == Nature.OUTAGE) {
                throw e;
            }
            return Optional.of(Judged.error(row, ErrorText.of(e)));
        }
    }

    /**
     * An original that nobody asked about is not looked at, unless what is to be done depends on it. One that readers may be sent
     * to is read: it becomes the newest upload then, and the object, whose right bytes may be behind a delete marker or in an
     * archive, goes in the end.
     */
    private Originals.Seen original(RecordedCopy row, Copies.Seen object) {
        boolean decides = object.s3() != OnS3.SAME;
        boolean asked = looksAtOriginal() || row.state().location() == Location.NFS || decides;
        if (asked) {
            boolean read = (depth.readSource() && row.state() != MediaState.RETIRED)
                    || (decides && row.state() == MediaState.MIGRATED);
            return originals.look(row, read);
        }
        return row.state() == MediaState.RETIRED ? Originals.Seen.ABSENT : Originals.Seen.SAME;
    }

    private Judged judge(RecordedCopy row, Originals.Seen original, Copies.Seen object) {
        Decision decision = DecisionTable.of(row.state(), original.nfs(), object.s3());
        if (decision.verdict() == Verdict.MATCH) {
            return object.news() == null || row.state().location() == Location.NFS
                    ? Judged.match(row)
                    : Judged.of(row, Decision.EVIDENCE_MISSING, "the object changed, its bytes did not")
                            .with(object.news());
        }
        String detail = Stream.of(object.text(), original.text())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        Decision safe = kinds.find(row.path()).isPresent() ? decision : decision.orAsk(Act.FLIP_BACK);
        return Judged.of(row, safe, detail).with(object.news());
    }
}
