package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.Original;
import io.nfs2s3.lifecycle.Original.Finding;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.OriginalProof.Evidence;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.NfsSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Looks at originals, and compares them by the {@link OriginalProof}. Thread-safe. */
final class Originals {
    /** Longer than a site takes from the last byte of an upload to the call of the hook. */
    private static final Duration JUST_NOW = Duration.ofMinutes(5);

    /**
     * @param text what is the matter with it; empty where nothing is
     * @param moving whether it was written during the look, or just before: an upload of it may be told in a moment
     */
    record Seen(OnNfs nfs, String text, boolean moving) {
        static final Seen SAME = new Seen(OnNfs.SAME, "", false);
        static final Seen ABSENT = new Seen(OnNfs.ABSENT, "the original is not there", false);
    }

    private final NfsSource source;
    private final OriginalProof proof;
    private final Clock clock;

    Originals(NfsSource source, Clock clock) {
        this.source = source;
        this.proof = new OriginalProof(source);
        this.clock = clock;
    }

    /** @throws MigrationException with {@code SOURCE_DOWN} when the mount is not there: then nothing is known */
    void requireMount() {
        proof.requireMount();
    }

    /** Whether there is an original, whatever is in it. */
    Seen look(MediaPath path) {
        return seen(path, FutureErrors.join(proof.look(path)));
    }

    /** Compares an original with what is known of an object that no row names: it is read, also where its time is the same. */
    Seen look(MediaPath path, Evidence object) {
        return seen(path, FutureErrors.join(proof.compare(path, object, true)));
    }

    /**
     * Whether an original was modified later than what was copied.
     *
     * @param copied null where it is not known, and nothing is later
     */
    boolean isLater(MediaPath path, @Nullable Instant copied) {
        try {
            return copied != null && FutureErrors.join(proof.modified(path)).isAfter(copied);
        } catch (MigrationException e) {
            if (e.code().nature() == FailureCode.Nature.OUTAGE) {
                throw e;
            }
            return false; // it went, or is being replaced
        }
    }

    /**
     * Compares an original with what its row says. Where readers get the original, and the row says nothing that it could be
     * compared with, it is enough that it is there.
     *
     * @param read whether its bytes are read also where size and time are the same; where only the size is, they always are
     * @throws MigrationException with {@code SOURCE_DOWN} when the mount is not there
     */
    Seen look(RecordedCopy row, boolean read) {
        boolean isRead = row.state().location() == Location.NFS;
        if (isRead && row.key() == null) {
            return look(row.path());
        }
        Evidence evidence = new Evidence(row.sizeBytes(), row.sourceModified(), row.checksum());
        Original found = FutureErrors.join(proof.compare(row.path(), evidence, read));
        return isRead && found.finding() == Finding.NO_EVIDENCE ? Seen.SAME : seen(row.path(), found);
    }

    private Seen seen(MediaPath path, Original found) {
        String text = "the original: " + found.detail();
        return switch (found.finding()) {
            case SAME -> Seen.SAME;
            case MISSING -> Seen.ABSENT;
            case DIFFERS -> new Seen(OnNfs.DIFFERS, text, isNew(path));
            case CHANGING -> new Seen(OnNfs.UNREADABLE, text, true);
            case UNREADABLE, NO_EVIDENCE -> new Seen(OnNfs.UNREADABLE, text, false);
        };
    }

    /** Whether a directory, a pipe or the like has the name of an original. */
    boolean isNoFile(MediaPath path) {
        return FutureErrors.join(source.isNoFile(path));
    }

    /** Whether it was written just now: an upload of it may be told in a moment. */
    boolean isNew(MediaPath path) {
        try {
            Instant modified = FutureErrors.join(
                    source.read(path, file -> file.fingerprint().modified()));
            return Duration.between(modified, clock.instant()).abs().compareTo(JUST_NOW) < 0;
        } catch (MigrationException e) {
            if (e.code().nature() == FailureCode.Nature.OUTAGE) {
                throw e;
            }
            return true; // it went, or is being replaced
        }
    }
}
