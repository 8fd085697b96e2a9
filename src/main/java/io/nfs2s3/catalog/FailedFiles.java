package io.nfs2s3.catalog;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;

/**
 * The files of the media table that are FAILED: lists and counts them, and sets them back to QUEUED.
 *
 * <p>Thread-safe. There may be hundreds of thousands, so they are read in pages, each a short statement of its own.
 * Errors of the database come as {@link org.jdbi.v3.core.JdbiException}.
 */
public final class FailedFiles {
    /** How many files one statement reads or changes. */
    public static final int PAGE = 2_000;

    private final Jdbi jdbi;

    public FailedFiles(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Tells of each file once, the one that failed last first.
     *
     * @param limit how many at most
     */
    public void forEach(FailedFilter filter, long limit, Consumer<FailedFile> action) {
        Keyset.forEach(
                PAGE,
                limit,
                (last, size) -> jdbi.withHandle(handle -> FailedSql.pageBefore(handle, filter, last, size)),
                action);
    }

    /** How many there are for each reason, the most frequent first. */
    public List<FailureCount> byReason(FailedFilter filter) {
        return jdbi.withHandle(handle -> FailedSql.byReason(handle, filter));
    }

    /** How many there are. */
    public long count(FailedFilter filter) {
        return byReason(filter).stream().mapToLong(FailureCount::files).sum();
    }

    /**
     * What is set back at once, and where the next page begins.
     *
     * @param uploads with their new generations: the key of a generation that failed is never used again, unless its
     *     object is proved, and was rolled back from
     */
    public record Requeued(List<FileVersion> uploads, Cursor next) {}

    /**
     * A place among the FAILED files in the order in which they failed.
     *
     * @param end files that failed then or later are not looked at: what fails again is not taken again
     */
    public record Cursor(Instant failedAt, long id, Instant end) {}

    /** Before the first file that is FAILED now. */
    public Cursor beginning() {
        return jdbi.withHandle(handle -> new Cursor(Instant.EPOCH, 0, FailedSql.now(handle)));
    }

    /**
     * Sets up to {@value #PAGE} files back to QUEUED, as if they had just been uploaded: no attempts, no failure, waiting
     * from now on. Files that another process changes at this moment are passed over.
     *
     * @param limit how many at most
     * @return empty when none is left behind the cursor
     */
    public Optional<Requeued> requeue(FailedFilter filter, Cursor after, long limit) {
        return TransactionRetry.statement(
                jdbi, handle -> FailedSql.requeue(handle, filter, after, (int) Math.min(PAGE, Math.max(0, limit))));
    }

    /** Those of the paths that are not FAILED, in their order. */
    public List<MediaPath> notFailed(List<MediaPath> paths) {
        Set<String> failed = jdbi.withHandle(handle -> FailedSql.failedOf(handle, paths));
        return paths.stream().filter(path -> !failed.contains(path.value())).toList();
    }
}
