package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.RecoveredFile;
import io.nfs2s3.lifecycle.Original;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at the original of a path, and says what its row is to become. Thread-safe. */
final class Judge {
    /** @param text what the matter is with it; empty where nothing is */
    private record Source(OnNfs nfs, String text) {}

    private final OriginalProof originals;
    private final MediaKinds kinds;
    private final Duration vanishedAfter;
    private final Supplier<Duration> rested;
    private final BucketLook bucket;

    /**
     * @param vanishedAfter for how long a fresh upload may not be visible on this host
     * @param rested since when the site rests: what was queued within that time is an upload
     */
    Judge(
            OriginalProof originals,
            MediaKinds kinds,
            Duration vanishedAfter,
            Supplier<Duration> rested,
            BucketLook bucket) {
        this.rested = rested;
        this.bucket = bucket;
        this.originals = originals;
        this.kinds = kinds;
        this.vanishedAfter = vanishedAfter;
    }

    /** @throws MigrationException when nothing can be said now, because the mount is down */
    Judged judge(Subject subject) {
        String name = subject.path().value();
        Optional<MediaKind> kind = kinds.find(subject.path());
        if (kind.isEmpty()) {
            return undecided(subject.path(), subject.row(), "no kind of the settings covers it");
        }
        Source source = look(subject);
        MediaFile row = subject.row();
        boolean fresh = row != null
                && row.state() == MediaState.QUEUED
                && row.queuedFor().compareTo(vanishedAfter) < 0;
        if (fresh && source.nfs() == OnNfs.ABSENT) {
            return Judged.keep(name); // uploaded a moment ago
        }
        Act act = DecisionTable.of(subject.recorded(), subject.meeting(), ofUpload(source.nfs(), row, fresh));
        return switch (act) {
            case KEEP, FOREIGN -> Judged.keep(name);
            case UNDECIDED -> undecided(subject.path(), row, whatIsKnown(subject, source));
            case QUEUE, HOLD -> queued(subject, source, kind.get());
            case TAKE_UP, TAKE_UP_ONLY_COPY -> takenUp(subject, act, source, kind.get());
        };
    }

    /**
     * An upload that came since the site rests is the newest there is, whatever time the file has. What this host sees of
     * one of a moment ago may still be the file before it, which an object may be the copy of.
     */
    private OnNfs ofUpload(OnNfs nfs, @Nullable MediaFile row, boolean fresh) {
        boolean newest = (nfs == OnNfs.OTHER && isSinceRest(row)) || (nfs == OnNfs.SAME && fresh);
        return newest ? OnNfs.LATER : nfs;
    }

    private boolean isSinceRest(@Nullable MediaFile row) {
        return row != null
                && row.state() == MediaState.QUEUED
                && row.queuedFor().compareTo(rested.get()) < 0;
    }

    /** A worker would copy the original of what is QUEUED, and so decide for it. */
    Judged undecided(MediaPath path, @Nullable MediaFile row, String detail) {
        return row != null && row.state() == MediaState.QUEUED && !isSinceRest(row)
                ? Judged.undecided(path.value(), detail, row.upload())
                : Judged.undecided(path.value(), detail, null);
    }

    private Source look(Subject subject) {
        Subject.Evidence copied = subject.evidence();
        Original original = FutureErrors.join(originals.compare(
                subject.path(),
                new OriginalProof.Evidence(copied.sizeBytes(), copied.sourceModified(), copied.checksum()),
                true));
        return switch (original.finding()) {
            case SAME -> new Source(OnNfs.SAME, "");
            case MISSING -> new Source(OnNfs.ABSENT, "the original is not on NFS");
            case DIFFERS -> new Source(age(subject.path(), copied.sourceModified()), original.detail());
            case UNREADABLE, CHANGING, NO_EVIDENCE -> new Source(OnNfs.UNREADABLE, original.detail());
        };
    }

    private OnNfs age(MediaPath path, @Nullable Instant before) {
        try {
            Instant now = FutureErrors.join(originals.modified(path));
            return before != null && now.isAfter(before) ? OnNfs.LATER : OnNfs.OTHER;
        } catch (MigrationException e) {
            if (e.code().nature() == Nature.OUTAGE) {
                throw e;
            }
            return OnNfs.UNREADABLE;
        }
    }

    private static String detail(Subject subject, Source source) {
        return source.text().isEmpty() ? object(subject) : object(subject) + "; the original: " + source.text();
    }

    private static String whatIsKnown(Subject subject, Source source) {
        String older =
                subject.meeting() == Stored.GONE && subject.stored().newest().isPresent()
                        ? "; an older object is there, generation "
                                + subject.stored().newest().get().getKey()
                        : "";
        String why = source.nfs() == OnNfs.OTHER ? ", and was not modified later than what was copied" : "";
        return object(subject) + "; the original: " + source.text() + why + older;
    }

    private static String object(Subject subject) {
        return switch (subject.meeting()) {
            case GONE -> "the object of generation " + subject.generation() + " is gone";
            case OTHER_BYTES ->
                "the object of generation " + subject.generation() + " has other bytes than its row says";
            case SAME, NEWER -> "the newest object is of generation " + subject.generation();
        };
    }

    private Judged queued(Subject subject, Source source, MediaKind kind) {
        MediaFile row = subject.row();
        int next = 1 + Math.max(subject.stored().highest(), row == null ? 0 : row.generation());
        Act act = kind.migrated() ? Act.QUEUE : Act.HOLD;
        return Judged.change(act, detail(subject, source), onNfs(subject, kind, new FileVersion(subject.path(), next)));
    }

    /** Pages may have been given any of its objects. */
    private RecoveredFile onNfs(Subject subject, MediaKind kind, FileVersion upload) {
        return new RecoveredFile(
                upload,
                kind.name(),
                kind.registeredState(),
                subject.row(),
                null,
                bucket.below(subject.path(), subject.stored(), upload.generation()));
    }

    /** What is on NFS, and of a kind that is not migrated, stays there; its next upload gets a key that is free. */
    private Judged takenUp(Subject subject, Act act, Source source, MediaKind kind) {
        FileVersion upload = new FileVersion(subject.path(), subject.generation());
        if (act == Act.TAKE_UP && !kind.migrated() && !subject.isOnS3()) {
            return Judged.change(Act.HOLD, detail(subject, source), onNfs(subject, kind, upload));
        }
        MediaState state = act == Act.TAKE_UP ? MediaState.MIGRATED : MediaState.RETIRED;
        return Judged.change(
                act,
                detail(subject, source),
                new RecoveredFile(
                        upload,
                        kind.name(),
                        state,
                        subject.row(),
                        subject.copy(),
                        bucket.below(subject.path(), subject.stored(), upload.generation())));
    }
}
