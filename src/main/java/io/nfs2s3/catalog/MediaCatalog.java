package io.nfs2s3.catalog;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.catalog.RegistrationSql.Registered;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.database.Deadline;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.progress.ProgressSql;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The media table: registers uploads, finds files, and changes state by compare-and-set on path, generation and state.
 *
 * <p>Thread-safe. Every method is one transaction, unless it is given a connection. Errors of the database come as
 * {@link org.jdbi.v3.core.JdbiException}; {@link DatabaseErrors#isOutage} tells an outage from a defect.
 */
public final class MediaCatalog {
    private static final Duration TABLE_PATIENCE = Duration.ofSeconds(2);
    private final Jdbi jdbi;
    private final MediaKinds kinds;
    private final SiteUpdate siteUpdate;
    private volatile @Nullable String site;

    /** @param siteUpdate the setting {@code catalog.siteUpdate}, empty for none */
    public MediaCatalog(Jdbi jdbi, MediaKinds kinds, String siteUpdate) {
        this.jdbi = jdbi;
        this.kinds = kinds;
        this.siteUpdate = new SiteUpdate(siteUpdate);
    }

    /** Those that wait. */
    public QueuedMedia queued() {
        return new QueuedMedia(jdbi);
    }

    public MediaKinds kinds() {
        return kinds;
    }

    /**
     * Registers one upload of each path: generation 1, or one more than before; location NFS; state as the kind says.
     * The answer also tells, in the same round trip, whether the outbox is empty.
     *
     * @throws IllegalArgumentException when no kind covers a path; nothing is registered then
     */
    public Map<MediaPath, Registration> register(Collection<MediaPath> paths) {
        Set<MediaPath> sorted = covered(paths);
        return siteUpdate.isSet()
                ? TransactionRetry.inTransaction(jdbi, handle -> register(handle, sorted))
                : TransactionRetry.statement(jdbi, handle -> register(handle, sorted));
    }

    /**
     * Like {@link #register(Collection)}, for a caller who waits no longer than until the deadline: what is not
     * registered by then will not be. He may send by what he is told of the outbox: it is asked once the rows are locked.
     */
    public Map<MediaPath, Registration> register(Collection<MediaPath> paths, Deadline deadline) {
        Set<MediaPath> sorted = covered(paths);
        if (sorted.size() == 1 && !siteUpdate.isSet()) {
            MediaPath path = sorted.iterator().next();
            return TransactionRetry.statement(
                    jdbi,
                    deadline,
                    handle -> Map.of(path, RegistrationSql.one(handle, kinds, path, this::seen, deadline)));
        }
        return TransactionRetry.inTransaction(
                jdbi, deadline, handle -> RegistrationSql.behindLocks(handle, register(handle, sorted)));
    }

    /** Like {@link #register(Collection)}, in the transaction of the caller, who commits or rolls back. */
    public Map<MediaPath, Registration> register(Connection connection, Collection<MediaPath> paths) {
        Set<MediaPath> sorted = covered(paths);
        return Database.jdbi(connection).withHandle(handle -> register(handle, sorted));
    }

    /** The id of the site, as the last registration told it; null before the first. */
    public @Nullable String site() {
        return site;
    }

    private void seen(String id) {
        site = id;
    }

    /**
     * Registers an upload of a name of its own twice, and takes it back: nothing stays, and nobody else sees it.
     *
     * @throws org.jdbi.v3.core.JdbiException what each upload would meet
     */
    void tryRegister() {
        MediaPath path = MediaPath.of(kinds.all().get(0).prefix() + ".nfs2s3-probe/" + UUID.randomUUID());
        TransactionRetry.inTransaction(jdbi, handle -> {
            RegistrationSql.one(handle, kinds, path, this::seen);
            RegistrationSql.one(handle, kinds, path, this::seen);
            return handle.rollback();
        });
    }

    private Set<MediaPath> covered(Collection<MediaPath> paths) {
        Set<MediaPath> sorted = new TreeSet<>(paths);
        sorted.forEach(kinds::of);
        return sorted;
    }

    private Map<MediaPath, Registration> register(Handle handle, Set<MediaPath> paths) {
        if (paths.size() == 1 && !siteUpdate.isSet()) {
            MediaPath path = paths.iterator().next();
            return Map.of(path, RegistrationSql.one(handle, kinds, path, this::seen));
        }
        List<Registered> rows = RegistrationSql.many(handle, kinds, paths, this::seen);
        siteUpdate.run(
                handle,
                rows.stream()
                        .filter(Registered::mayLeaveS3)
                        .map(row -> new SiteUpdate.Change(row.registration().upload(), Location.NFS, null))
                        .toList());
        return rows.stream()
                .map(Registered::registration)
                .collect(toMap(row -> row.upload().path(), Function.identity()));
    }

    /**
     * Those uploads that no later one of the same path has replaced. Their rows stay locked until the caller's
     * transaction ends, so that what is written in it about them comes before all that is written about a later one.
     */
    public Set<FileVersion> lockNewest(Connection connection, Collection<FileVersion> uploads) {
        return Database.jdbi(connection).withHandle(handle -> Set.copyOf(MediaSql.lockNewest(handle, uploads)));
    }

    /**
     * Which of these uploads, or a later one of the same path, have been registered or {@linkplain #confirm confirmed}
     * since they happened.
     *
     * @return with where the pointer leads now
     */
    public Map<UploadAge, Location> registeredSince(List<UploadAge> uploads) {
        return uploads.isEmpty() ? Map.of() : jdbi.withHandle(handle -> MediaSql.registeredSince(handle, uploads));
    }

    /** Notes that an upload without a generation was looked at, and that what is in S3 is what it brought. */
    public void confirm(MediaPath path) {
        TransactionRetry.statement(jdbi, handle -> MediaSql.confirm(handle, path));
    }

    /** The rows of those paths that are registered. */
    public Map<MediaPath, MediaFile> find(Collection<MediaPath> paths) {
        return jdbi.withHandle(handle -> MediaSql.find(handle, paths)).stream()
                .collect(toMap(MediaFile::path, Function.identity()));
    }

    /** The pointers of those paths that are registered, also where a newer build gave the file a state that this one does not know. */
    public Map<MediaPath, Pointer> pointers(Collection<MediaPath> paths) {
        return jdbi.withHandle(handle -> MediaSql.pointers(handle, paths)).stream()
                .collect(toMap(Pointer::path, Function.identity()));
    }

    /** The row of one path. */
    public Optional<MediaFile> find(MediaPath path) {
        return Optional.ofNullable(find(List.of(path)).get(path));
    }

    /**
     * Flips the pointers of a batch to S3, each where path and generation still match and the state is QUEUED, and
     * counts them for {@code worker} in the progress table, all in one transaction.
     *
     * @param patience how long it waits for what others hold; with zero it leaves such rows out, and waits two seconds for
     *     such tables
     * @return the uploads that were flipped; one that is missing was superseded, had been flipped before, or its object is
     *     claimed for removal
     * @throws SiteUpdateException when the site's own statement failed; then nothing was flipped
     * @throws RuntimeException {@link DatabaseErrors#isLocked} when others hold it for longer; then nothing was flipped
     */
    public Set<FileVersion> flip(String worker, Collection<StoredCopy> copies, Duration patience) {
        List<StoredCopy> sorted = copies.stream()
                .sorted((a, b) -> a.upload().path().compareTo(b.upload().path()))
                .toList();
        String busy = patience.isZero() ? MediaSql.LEAVE_OUT : MediaSql.WAIT;
        long limit = (patience.isZero() ? TABLE_PATIENCE : patience).toMillis();
        return TransactionRetry.inTransaction(jdbi, handle -> {
            handle.execute("SET LOCAL lock_timeout = " + limit); // short: others wait for what this has locked
            return flip(handle, worker, sorted, busy);
        });
    }

    /** The same in a transaction of the caller; waits for rows. */
    Set<FileVersion> flip(Handle handle, String worker, List<StoredCopy> sorted) {
        return flip(handle, worker, sorted, MediaSql.WAIT);
    }

    private Set<FileVersion> flip(Handle handle, String worker, List<StoredCopy> sorted, String busy) {
        Set<FileVersion> flipped = Set.copyOf(MediaSql.flip(handle, sorted, busy));
        List<StoredCopy> done =
                sorted.stream().filter(copy -> flipped.contains(copy.upload())).toList();
        flipped(
                handle,
                worker,
                done.stream()
                        .map(copy -> new SiteUpdate.Change(copy.upload(), Location.S3, copy.key()))
                        .toList(),
                done.stream().mapToLong(StoredCopy::sizeBytes).sum());
        return flipped;
    }

    /** What goes with pointers that this transaction set to S3: the site's own statement, and the figures of progress. */
    void flipped(Handle handle, String worker, List<SiteUpdate.Change> changes, long bytes) {
        siteUpdate.run(handle, changes);
        if (!changes.isEmpty()) {
            ProgressSql.count(handle, worker, changes.size(), bytes);
        }
    }

    /**
     * Registers, in the transaction of the caller, an upload that has no row any more, under its own generation: its object is
     * under the key of that one.
     *
     * @param copy null where it has no object
     * @return empty when the path has a row by now
     * @throws IllegalArgumentException when no kind covers it
     */
    Optional<Registration> registerLost(Handle handle, FileVersion upload, @Nullable UnprovedCopy copy) {
        Optional<Registration> registered = RegistrationSql.lost(handle, kinds, upload, copy);
        if (registered.isPresent()) {
            siteUpdate.run(handle, List.of(new SiteUpdate.Change(upload, Location.NFS, null)));
        }
        return registered;
    }

    /**
     * Records a permanent failure.
     *
     * @return false when the upload was no longer QUEUED: superseded or done
     */
    public boolean fail(FileVersion upload, Failure failure) {
        return TransactionRetry.statement(jdbi, handle -> MediaSql.fail(handle, upload, failure));
    }

    /**
     * Counts a failed attempt of an upload that stays QUEUED, and keeps its reason for {@code status}.
     *
     * @return how many attempts have failed now; empty when the upload was no longer QUEUED
     */
    public Optional<Integer> recordAttempt(FileVersion upload, Failure failure) {
        return TransactionRetry.statement(jdbi, handle -> MediaSql.recordAttempt(handle, upload, failure));
    }

    /**
     * Replaces a QUEUED upload by the next generation, for a file whose bytes are not those of an earlier attempt any
     * more. What the earlier attempt may still do fails its compare-and-set.
     *
     * @return the new upload; empty when the given one was no longer QUEUED
     */
    public Optional<FileVersion> supersede(FileVersion upload) {
        return TransactionRetry.statement(jdbi, handle -> MediaSql.supersede(handle, upload));
    }

    /**
     * Writes without changing anything.
     *
     * @param patience for the answer, waits for locks included
     * @throws org.jdbi.v3.core.JdbiException when rows could not be changed now: the database is down, read-only, or the
     *     table is locked
     */
    public void checkWritable(Duration patience) {
        TransactionRetry.inTransaction(jdbi, Deadline.in(patience), MediaSql::writeNothing);
    }

    /**
     * Has the server plan {@code catalog.siteUpdate} without running it.
     *
     * @throws SiteUpdateException when it would fail
     */
    public void checkSiteUpdate() {
        jdbi.useHandle(this::checkSiteUpdate);
    }

    void checkSiteUpdate(Handle handle) {
        siteUpdate.check(handle);
    }
}
