package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.Refusals;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ObjectAudit;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Looks at one file, as it is now: at its original and at its object, each by itself, so that one is told while the other is
 * down. Changes nothing. Thread-safe.
 */
public final class FileLook {
    private static final Side NEVER_COPIED = new Side("none", "no copy is recorded");

    /**
     * What was found.
     *
     * @param found {@code same} as the row says, {@code there} where the row says nothing of it, {@code absent},
     *     {@code differs}, {@code unreadable}, {@code delete-marker}, {@code archived}, {@code none} where there is nothing to
     *     look for, or {@code unknown} when something is down
     * @param text what is the matter with it; empty where nothing is
     */
    public record Side(String found, String text) {
        private static Side of(Enum<?> found, String text) {
            boolean says = found == OnNfs.ABSENT || found == OnS3.ABSENT;
            return new Side(found.name().toLowerCase(Locale.ROOT).replace('_', '-'), says ? "" : text);
        }
    }

    private final Originals originals;
    private final Copies copies;

    public FileLook(ObjectAudit audit, NfsSource source, Clock clock) {
        this.originals = new Originals(source, clock);
        this.copies = new Copies(audit, new VerifyProgress(), new Refusals(audit, Integer.MAX_VALUE));
    }

    /** The original of a path that has no row. */
    public Side original(MediaPath path) {
        return told(() -> mounted(() -> there(originals.look(path))));
    }

    /** The original, beside the evidence of its copy. It is read when its size is as recorded and its time is not. */
    public Side original(RecordedCopy row) {
        return told(() -> mounted(() -> {
            Originals.Seen seen = originals.look(row, false);
            return row.key() == null ? there(seen) : Side.of(seen.nfs(), seen.text());
        }));
    }

    /** A file below an empty mount point is no original. */
    private Side mounted(Supplier<Side> look) {
        originals.requireMount();
        Side seen = look.get();
        originals.requireMount();
        return seen;
    }

    private static Side there(Originals.Seen seen) {
        return seen.nfs() == OnNfs.SAME ? new Side("there", "") : Side.of(seen.nfs(), seen.text());
    }

    /** The object that a row names, beside what the row says of it. */
    public Side object(RecordedCopy row) {
        ObjectKey key = row.key();
        return key == null
                ? NEVER_COPIED
                : told(() -> {
                    Copies.Seen seen = copies.look(row, key, false);
                    return Side.of(seen.s3(), seen.text());
                });
    }

    private static Side told(Supplier<Side> look) {
        try {
            return look.get();
        } catch (MigrationException e) {
            return new Side("unknown", ErrorText.of(e));
        }
    }
}
