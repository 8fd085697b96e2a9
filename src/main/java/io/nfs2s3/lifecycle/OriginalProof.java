package io.nfs2s3.lifecycle;

import io.nfs2s3.lifecycle.Original.Finding;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.Fingerprint;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceFile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the NFS original of a file is there and has the bytes that were copied: by size and modification time as the copy
 * recorded them, or else by reading it.
 *
 * <p>Thread-safe. Files are looked at on the threads of the source, a buffer of 128 KiB each. No answer is about a file while
 * the mount is down, or hangs: the look fails then with {@code SOURCE_DOWN}.
 */
public final class OriginalProof {
    private static final int BUFFER = 128 * 1024;

    /** What a copy recorded of the bytes that were copied. Null is what it did not. */
    public record Evidence(
            @Nullable Long sizeBytes,
            @Nullable Instant sourceModified,
            @Nullable Checksum checksum) {}

    private final NfsSource source;

    public OriginalProof(NfsSource source) {
        this.source = source;
    }

    /**
     * Has the mount looked at. Called before and after the looks at files it holds for them, too: a file below an empty mount
     * point is no original.
     *
     * @throws MigrationException with {@code SOURCE_DOWN} when it is not there, or hangs, or so many reads hang that none is begun
     */
    public void requireMount() {
        FutureErrors.join(source.checkReads());
    }

    /**
     * Compares.
     *
     * @param file with the evidence of its copy
     * @param read whether the bytes are read in any case
     * @return fails with a {@link MigrationException} whose nature is {@code OUTAGE} when nothing can be said now
     */
    public CompletableFuture<Original> compare(MediaFile file, boolean read) {
        return compare(file.path(), new Evidence(file.sizeBytes(), file.sourceModified(), file.checksum()), read);
    }

    /** The same by path and evidence. */
    public CompletableFuture<Original> compare(MediaPath path, Evidence evidence, boolean read) {
        return classed(source.read(path, opened -> compare(evidence, opened, read)));
    }

    /** Whether a file is there and can be opened: {@code SAME}, whatever it has. Fails as {@link #compare} does. */
    public CompletableFuture<Original> look(MediaPath path) {
        return classed(source.read(path, opened -> Original.PROVED));
    }

    /** When a file was modified, to the microsecond. Fails with a {@link MigrationException} when it cannot be told. */
    public CompletableFuture<Instant> modified(MediaPath path) {
        return source.read(path, opened -> opened.fingerprint().modifiedMicros());
    }

    private static Original compare(Evidence evidence, SourceFile opened, boolean read) {
        Fingerprint now = opened.fingerprint();
        Long size = evidence.sizeBytes();
        Checksum recorded = evidence.checksum();
        if (size == null || recorded == null) {
            return new Original(Finding.NO_EVIDENCE, "nothing is recorded of what was copied");
        }
        if (size != now.sizeBytes()) {
            return new Original(Finding.DIFFERS, "it has " + now.sizeBytes() + " bytes, and " + size + " were copied");
        }
        if (!read && now.modifiedMicros().equals(evidence.sourceModified())) {
            return Original.PROVED;
        }
        if (!recorded.algorithm().equals(Checksum.CRC32C)) {
            return new Original(Finding.NO_EVIDENCE, "the recorded checksum is of " + recorded.algorithm());
        }
        Checksum found = opened.checksum(ByteBuffer.allocate(BUFFER));
        return found.equals(recorded)
                ? Original.PROVED
                : new Original(Finding.DIFFERS, "its checksum is " + found + ", and " + recorded + " was copied");
    }

    private static CompletableFuture<Original> classed(CompletableFuture<Original> look) {
        return look.exceptionally(error -> {
            if (!(FutureErrors.cause(error) instanceof MigrationException failed)
                    || failed.code().nature() == Nature.OUTAGE) {
                throw new CompletionException(FutureErrors.cause(error));
            }
            String text = ErrorText.of(failed);
            return switch (failed.code()) {
                case SOURCE_MISSING -> new Original(Finding.MISSING, text);
                case SOURCE_CHANGED -> new Original(Finding.CHANGING, text);
                default -> new Original(Finding.UNREADABLE, text);
            };
        });
    }
}
