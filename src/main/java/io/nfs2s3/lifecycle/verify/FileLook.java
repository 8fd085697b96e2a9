package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.Refusals;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectAudit;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files one by one, as they are now: at the original and at the object, each by itself, so that one is told while the
 * other is down. What is down is not asked again: each look may take as long as a call may. Changes nothing. Thread-safe.
 */
public final class FileLook {
    private static final Side NEVER_COPIED = new Side(Finding.NONE, "no copy is recorded");

    /** What one side has of a file. */
    public enum Finding {
        /** As the row says. */
        SAME,
        /** It is there, and the row says nothing of it. */
        THERE,
        ABSENT,
        DIFFERS,
        UNREADABLE,
        DELETE_MARKER,
        ARCHIVED,
        /** There is nothing to look for. */
        NONE,
        /** The mount or the store is down, or does not tell. */
        UNKNOWN;

        /** As it is shown: {@code delete-marker}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @param text what is the matter with it; empty where nothing is, or {@code found} says it */
    public record Side(Finding found, String text) {}

    private final Originals originals;
    private final Copies copies;
    private final AtomicReference<@Nullable Side> mountDown = new AtomicReference<>();
    private final AtomicReference<@Nullable Side> storeDown = new AtomicReference<>();

    public FileLook(ObjectAudit audit, NfsSource source, Clock clock) {
        this.originals = new Originals(source, clock);
        this.copies = new Copies(audit, new VerifyProgress(), new Refusals(audit, Integer.MAX_VALUE));
    }

    /** The original of a path that has no row. */
    public Side original(MediaPath path) {
        return told(mountDown, () -> original(() -> originals.look(path), Finding.THERE));
    }

    /** The original, beside the evidence of its copy. It is read when its size is as recorded and its time is not. */
    public Side original(RecordedCopy row) {
        Finding right = row.key() == null ? Finding.THERE : Finding.SAME;
        return told(mountDown, () -> original(() -> originals.look(row, false), right));
    }

    /** A file below an empty mount point is no original. */
    private Side original(Supplier<Originals.Seen> look, Finding right) {
        originals.requireMount();
        Originals.Seen seen = look.get();
        originals.requireMount();
        return switch (seen.nfs()) {
            case SAME -> new Side(right, "");
            case ABSENT -> new Side(Finding.ABSENT, "");
            case DIFFERS -> new Side(Finding.DIFFERS, seen.text());
            case UNREADABLE -> new Side(Finding.UNREADABLE, seen.text());
        };
    }

    /** The object that a row names, beside what the row says of it. */
    public Side object(RecordedCopy row) {
        ObjectKey key = row.key();
        return key == null ? NEVER_COPIED : told(storeDown, () -> object(copies.look(row, key, false)));
    }

    private static Side object(Copies.Seen seen) {
        return switch (seen.s3()) {
            case SAME -> new Side(Finding.SAME, "");
            case ABSENT -> new Side(Finding.ABSENT, "");
            case DIFFERS -> new Side(Finding.DIFFERS, seen.text());
            case DELETE_MARKER -> new Side(Finding.DELETE_MARKER, "");
            case ARCHIVED -> new Side(Finding.ARCHIVED, "");
        };
    }

    private static Side told(AtomicReference<@Nullable Side> down, Supplier<Side> look) {
        Side known = down.get();
        if (known != null) {
            return known;
        }
        try {
            return look.get();
        } catch (MigrationException e) {
            Side unknown = new Side(Finding.UNKNOWN, ErrorText.of(e));
            if (e.code().nature() == Nature.OUTAGE && !ObjectAudit.isRefusal(e)) {
                down.set(new Side(Finding.UNKNOWN, "not asked, for it did not answer before: " + unknown.text()));
            }
            return unknown;
        }
    }
}
