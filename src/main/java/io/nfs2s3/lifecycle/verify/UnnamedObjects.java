package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.RecordedCopies.Unnamed;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.verify.Judged.Evidence;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectState;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at one object that no row named when it was listed: at the database and the object as they are now. Thread-safe. */
final class UnnamedObjects {
    private final RecordedCopies recorded;
    private final ObjectAudit audit;
    private final Copies copies;
    private final Originals originals;
    private final LaterKeys later;
    private final MediaKinds kinds;
    private final Selection selection;
    private final VerifyProgress progress;

    UnnamedObjects(
            RecordedCopies recorded,
            ObjectAudit audit,
            Copies copies,
            Originals originals,
            LaterKeys later,
            MediaKinds kinds,
            Selection selection,
            VerifyProgress progress) {
        this.recorded = recorded;
        this.audit = audit;
        this.copies = copies;
        this.originals = originals;
        this.later = later;
        this.kinds = kinds;
        this.selection = selection;
        this.progress = progress;
    }

    /**
     * Judges an object. One that a row names by now was flipped to since the rows were read, or its store lists in another
     * order than S3, and its row is told of for itself.
     *
     * @return empty where there is nothing to judge: a row names it, it is gone, under way, or the sweep's
     */
    Optional<Judged> examine(String key) {
        if (audit.isOfTheProgram(key) || recorded.naming(key).isPresent() || isListed(key)) {
            return Optional.empty();
        }
        ObjectState state = copies.head(new ObjectKey(key));
        if (!(state instanceof ObjectState.Present found)) {
            if (isSelected(key)) {
                progress.isNewer();
            }
            return Optional.empty();
        }
        // One that was copied by hand to another key says the same of itself as the one that it was copied from.
        FileVersion upload = audit.ownUpload(found.object())
                .filter(said -> KeyReader.isKeyOf(audit.prefix(), key, said))
                .orElse(null);
        String below = below(key);
        if (!selection.has(upload == null ? below : upload.path().value())) {
            return Optional.empty();
        }
        UnnamedKey unnamedKey = new UnnamedKey(below, key);
        if (upload == null) {
            Decision foreign = DecisionTable.of(Pointer.NONE, OnNfs.ABSENT, OnS3.DIFFERS);
            return unlessNamed(
                    unnamedKey.judged(foreign, "no row names it, and it does not say that it is this site's", null));
        }
        Optional<Judged> judged = judge(unnamedKey, upload, found);
        // The sweep may have removed it before the database was asked, and taken it off its list.
        boolean gone = judged.isPresent() && copies.head(new ObjectKey(key)) instanceof ObjectState.Nothing;
        return gone ? Optional.empty() : unlessNamed(judged);
    }

    /** What cannot be told of an object. */
    Judged error(String key, String detail) {
        return Judged.error(below(key), key, detail);
    }

    private String below(String key) {
        return key.substring(audit.prefix().length());
    }

    private Optional<Judged> unlessNamed(Optional<Judged> judged) {
        return judged.filter(one -> recorded.naming(String.valueOf(one.key())).isEmpty());
    }

    private Optional<Judged> judge(UnnamedKey unnamedKey, FileVersion upload, ObjectState.Present found) {
        OnS3 copy = found.archived() ? OnS3.ARCHIVED : OnS3.SAME;
        String detail = "it is the copy of " + upload + ", and no row names it";
        return switch (recorded.unnamed(upload)) {
            case LISTED -> {
                progress.isLeftToSweep();
                yield Optional.empty();
            }
            case UNDER_WAY -> {
                progress.isUnderWay();
                yield Optional.empty();
            }
            case LEFT_BEHIND -> unnamedKey.judged(DecisionTable.leftBehind(), detail, upload);
            case NOT_REPLACED ->
                unnamedKey.judged(
                        DecisionTable.of(Pointer.NONE, OnNfs.ABSENT, copy),
                        detail + "; no later upload of its path is in S3",
                        upload);
            case UNKNOWN ->
                withoutRow(unnamedKey, upload, found, copy, detail + "; its path has no row")
                        .map(judged -> judged.with(Evidence.of(found)));
        };
    }

    /** An original of other bytes that is not later than the object may be the share that went back: it decides nothing. */
    private Optional<Judged> withoutRow(
            UnnamedKey unnamedKey, FileVersion upload, ObjectState.Present found, OnS3 copy, String detail) {
        Originals.Seen original = original(upload.path(), found);
        Decision decision = DecisionTable.of(Pointer.NONE, original.nfs(), copy);
        boolean migrated = kinds.find(upload.path()).map(MediaKind::migrated).orElse(false);
        if (!migrated) {
            return unnamedKey.judged(
                    decision.orAsk(Act.REQUEUE), detail + ", and no kind that is migrated covers it", upload);
        }
        boolean isLater = original.nfs() != OnNfs.DIFFERS
                || originals.isLater(
                        upload.path(),
                        ObjectAudit.sourceModified(found.object()).orElse(null));
        if (!isLater) {
            return unnamedKey.judged(
                    decision.orAsk(Act.REQUEUE),
                    detail + "; " + original.text() + ", and was not modified later than what was copied",
                    upload);
        }
        Optional<Integer> newer = decision.act() == Act.REQUEUE ? newer(upload) : Optional.empty();
        return newer.isEmpty()
                ? unnamedKey.judged(decision, detail, upload)
                : unnamedKey.judged(
                        decision.orAsk(Act.REQUEUE),
                        detail + "; the object of generation " + newer.get() + " of its path decides",
                        upload);
    }

    /** A later generation of which this site has an object, if there is one: the newest upload decides, not an earlier one. */
    private Optional<Integer> newer(FileVersion upload) {
        return later.of(upload.path()).tailMap(upload.generation(), false).entrySet().stream()
                .filter(each -> isOwn(each.getValue(), new FileVersion(upload.path(), each.getKey())))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private boolean isOwn(String key, FileVersion upload) {
        return copies.head(new ObjectKey(key)) instanceof ObjectState.Present found
                && audit.ownUpload(found.object()).equals(Optional.of(upload));
    }

    /** Reads an object of which the store keeps no checksum only where there is something to compare it with. */
    private Originals.Seen original(MediaPath path, ObjectState.Present found) {
        Originals.Seen there = originals.look(path);
        return there.nfs() == OnNfs.SAME
                ? originals.look(
                        path,
                        new OriginalProof.Evidence(
                                found.size() < 0 ? null : found.size(),
                                ObjectAudit.sourceModified(found.object()).orElse(null),
                                copies.checksum(found)))
                : there;
    }

    /** Told by the key alone: the object is gone. */
    private boolean isSelected(String key) {
        return selection.has(KeyReader.uploadOf(audit.prefix(), key)
                .map(upload -> upload.path().value())
                .orElseGet(() -> below(key)));
    }

    /** Told by the key alone. Where somebody replaced the object of such an upload, the sweep keeps it, and names it. */
    private boolean isListed(String key) {
        Optional<FileVersion> listed =
                KeyReader.uploadOf(audit.prefix(), key).filter(upload -> recorded.unnamed(upload) == Unnamed.LISTED);
        listed.filter(upload -> selection.has(upload.path().value())).ifPresent(upload -> progress.isLeftToSweep());
        return listed.isPresent();
    }

    /** What an object is told as: by its key, for its path may have a good copy under another. */
    private record UnnamedKey(String below, String key) {
        Optional<Judged> judged(Decision decision, String detail, @Nullable FileVersion upload) {
            return Optional.of(new Judged(below, key, decision, detail, null, upload, null));
        }
    }
}
