package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.Fingerprint;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceFile;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks at originals, through the guarded readers of the source. Thread-safe. */
final class Originals {
    private static final int BUFFER = 128 * 1024;

    /** @param text what is the matter with it; empty where nothing is */
    record Seen(OnNfs nfs, String text) {
        static final Seen SAME = new Seen(OnNfs.SAME, "");
        static final Seen ABSENT = new Seen(OnNfs.ABSENT, "the original is not there");
    }

    private final NfsSource source;

    Originals(NfsSource source) {
        this.source = source;
    }

    /** @throws MigrationException with {@code SOURCE_DOWN} when the mount is not there: then nothing is known */
    void requireMount() {
        FutureErrors.join(source.check());
    }

    /** Whether there is an original, whatever is in it. */
    Seen look(MediaPath path) {
        return look(path, file -> Seen.SAME);
    }

    /**
     * Compares an original with what its row says.
     *
     * @param read whether its bytes are read also where size and time are the same; where only the size is, they always are
     * @throws MigrationException with {@code SOURCE_DOWN} when the mount is not there
     */
    Seen look(RecordedCopy row, boolean read) {
        return look(row.path(), file -> compare(file, row, read));
    }

    private Seen look(MediaPath path, Function<SourceFile, Seen> reader) {
        try {
            return FutureErrors.join(source.read(path, reader));
        } catch (MigrationException e) {
            if (e.code() == FailureCode.SOURCE_MISSING) {
                return Seen.ABSENT;
            }
            if (e.code().nature() == FailureCode.Nature.OUTAGE) {
                throw e;
            }
            return new Seen(OnNfs.UNREADABLE, "the original: " + e.getMessage());
        }
    }

    private static Seen compare(SourceFile file, RecordedCopy row, boolean read) {
        Fingerprint now = file.fingerprint();
        if (row.sizeBytes() != null && row.sizeBytes() != now.sizeBytes()) {
            return differs("the original has " + now.sizeBytes() + " bytes, not " + row.sizeBytes());
        }
        boolean sameTime = row.sourceModified() == null || now.modifiedMicros().equals(row.sourceModified());
        if (sameTime && !read) {
            return Seen.SAME;
        }
        return compare(file.checksum(ByteBuffer.allocate(BUFFER)), row.checksum());
    }

    private static Seen compare(Checksum found, @Nullable Checksum recorded) {
        return recorded == null || recorded.equals(found)
                ? Seen.SAME
                : differs("the original has " + found + ", not " + recorded);
    }

    private static Seen differs(String text) {
        return new Seen(OnNfs.DIFFERS, text);
    }
}
