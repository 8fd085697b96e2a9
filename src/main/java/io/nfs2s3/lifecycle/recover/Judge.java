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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at the original of a path, and says what its row is to become. Thread-safe. */
final class Judge {
    /** @param text what the matter is with it; empty where nothing is */
    private record Source(OnNfs nfs, String text) {}

    private final OriginalProof originals;
    private final MediaKinds kinds;
    private final Duration vanishedAfter;

    /** @param vanishedAfter for how long a fresh upload may not be visible on this host */
    Judge(OriginalProof originals, MediaKinds kinds, Duration vanishedAfter) {
        this.originals = originals;
        this.kinds = kinds;
        this.vanishedAfter = vanishedAfter;
    }

    /** @throws MigrationException when nothing can be said now, because the mount is down */
    Judged judge(Subject subject) {
        String name = subject.path().value();
        Optional<MediaKind> kind = kinds.find(subject.path());
        if (kind.isEmpty()) {
            return Judged.undecided(name, "no kind of the settings covers it");
        }
        Source source = look(subject);
        MediaFile row = subject.row();
        boolean fresh = row != null
                && row.state() == MediaState.QUEUED
                && row.queuedFor().compareTo(vanishedAfter) < 0;
        if (fresh && source.nfs() == OnNfs.ABSENT) {
            return Judged.keep(name); // uploaded a moment ago
        }
        Act act = DecisionTable.of(subject.recorded(), subject.meeting(), source.nfs());
        return switch (act) {
            case KEEP, FOREIGN -> Judged.keep(name);
            case UNDECIDED -> Judged.undecided(name, whatIsKnown(subject, source));
            case QUEUE -> new Judged(name, act, detail(subject, source), queued(subject, kind.get()));
            case TAKE_UP, TAKE_UP_ONLY_COPY -> takenUp(subject, act, source, kind.get());
        };
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
                                + subject.stored().own().lastKey()
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

    private static RecoveredFile queued(Subject subject, MediaKind kind) {
        MediaFile row = subject.row();
        int next = 1 + Math.max(subject.stored().highest(), row == null ? 0 : row.generation());
        return new RecoveredFile(
                new FileVersion(subject.path(), next),
                kind.name(),
                kind.registeredState(),
                row,
                null,
                subject.stored().below(next));
    }

    /** What is on NFS, and of a kind that is not migrated, stays there; its next upload gets a key that is free. */
    private static Judged takenUp(Subject subject, Act act, Source source, MediaKind kind) {
        FileVersion upload = new FileVersion(subject.path(), subject.generation());
        String name = subject.path().value();
        if (act == Act.TAKE_UP && !kind.migrated() && !subject.isOnS3()) {
            String text = "its kind is not migrated: HELD";
            return new Judged(
                    name,
                    Act.QUEUE,
                    text,
                    new RecoveredFile(upload, kind.name(), MediaState.HELD, subject.row(), null, Map.of()));
        }
        MediaState state = act == Act.TAKE_UP ? MediaState.MIGRATED : MediaState.RETIRED;
        return new Judged(
                name,
                act,
                detail(subject, source),
                new RecoveredFile(
                        upload,
                        kind.name(),
                        state,
                        subject.row(),
                        subject.copy(),
                        subject.stored().below(subject.generation())));
    }
}
