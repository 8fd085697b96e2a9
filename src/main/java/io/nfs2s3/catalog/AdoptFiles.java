package io.nfs2s3.catalog;

import static io.nfs2s3.catalog.MediaSql.list;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The statements on {@code nfs2s3.media} that set pointers to objects that something else put. They are run in the transaction
 * of the caller, who counts there what they did. Immutable.
 */
public final class AdoptFiles {
    /**
     * What is recorded of a path.
     *
     * @param failureCode why it failed, or why its last attempt did
     * @param key that it names, or named before a roll back
     */
    public record Row(
            MediaPath path,
            int generation,
            MediaState state,
            @Nullable String failureCode,
            @Nullable ObjectKey key) {}

    /**
     * An object that was proved to have the bytes of an original.
     *
     * @param copy of generation 1
     * @param kind of the path
     * @param registered whether the path had a row when it was looked at, before the original was read
     */
    public record Proved(StoredCopy copy, String kind, boolean registered) {
        String path() {
            return copy.upload().path().value();
        }
    }

    /** Who flipped, in the figures of progress. */
    private static final String WORKER = "adopt";

    private final MediaCatalog catalog;

    public AdoptFiles(MediaCatalog catalog) {
        this.catalog = catalog;
    }

    /** The rows of those paths that have one. */
    public static List<Row> find(Handle handle, Collection<MediaPath> paths) {
        return handle.createQuery("SELECT path, generation, state, failure_code, object_key FROM nfs2s3.media"
                        + " WHERE path = ANY (:paths)")
                .bindArray("paths", String.class, MediaSql.values(paths))
                .map((row, context) -> {
                    String key = row.getString("object_key");
                    return new Row(
                            MediaPath.of(row.getString("path")),
                            row.getInt("generation"),
                            MediaState.valueOf(row.getString("state")),
                            row.getString("failure_code"),
                            key == null ? null : new ObjectKey(key));
                })
                .list();
    }

    /** Those of the keys that readers are given. */
    public static Set<String> named(Handle handle, Collection<String> keys) {
        return Set.copyOf(handle.createQuery("SELECT DISTINCT object_key FROM nfs2s3.media"
                        + " WHERE object_key COLLATE \"C\" = ANY (:keys) AND location = 'S3'")
                .bindArray("keys", String.class, keys)
                .mapTo(String.class)
                .list());
    }

    /**
     * Sets pointers to objects, each where the row is still of generation 1, on NFS, and was not rolled back. Paths that had no
     * row are registered; one that has a row by now was uploaded meanwhile, perhaps with other bytes, and is left alone. So is
     * one whose object is claimed for removal.
     *
     * @return those that were flipped
     * @throws SiteUpdateException when the site's own statement failed; the transaction must be rolled back
     * @throws MigrationException when the site is suspended; likewise
     */
    public Set<FileVersion> adopt(Handle handle, Collection<Proved> proved) {
        SiteTable.requireNotSuspended(handle);
        List<Proved> sorted = proved.stream()
                .sorted(Comparator.comparing(one -> one.copy().upload().path()))
                .toList();
        Set<String> ready = new HashSet<>();
        ready.addAll(register(
                handle, sorted.stream().filter(one -> !one.registered()).toList()));
        List<Proved> known = sorted.stream().filter(Proved::registered).toList();
        ready.addAll(list(known, Proved::path));
        queue(handle, known);
        LedgerAct.ADOPT.say(handle);
        return catalog.flip(
                handle,
                WORKER,
                sorted.stream()
                        .filter(one -> ready.contains(one.path()))
                        .map(Proved::copy)
                        .toList());
    }

    /**
     * Has the server plan the site's own statement without running it.
     *
     * @throws SiteUpdateException when it would fail whatever the path is
     */
    public void checkSiteUpdate(Handle handle) {
        catalog.checkSiteUpdate(handle);
    }

    /** They are QUEUED for a moment: only a file that is on its way is flipped. */
    private static List<String> register(Handle handle, List<Proved> unknown) {
        return handle.createQuery("""
                INSERT INTO nfs2s3.media (path, kind, state, by_backfill)
                SELECT i.path, i.kind, 'QUEUED', true FROM unnest(:paths, :kinds) AS i (path, kind) ORDER BY i.path
                ON CONFLICT (path) DO NOTHING RETURNING path
                """)
                .bindArray("paths", String.class, list(unknown, Proved::path))
                .bindArray("kinds", String.class, list(unknown, Proved::kind))
                .mapTo(String.class)
                .list();
    }

    /** The same for those that failed for an object in the way, or are HELD because their kind was not migrated. */
    private static void queue(Handle handle, List<Proved> known) {
        handle.createUpdate("""
                WITH locked AS (
                    SELECT m.id AS locked_id FROM nfs2s3.media m
                    WHERE m.path = ANY (:paths) AND m.generation = 1
                        AND (m.state = 'FAILED' AND m.failure_code = :inTheWay
                            OR m.state = 'HELD' AND m.object_key IS NULL)
                        AND NOT EXISTS (SELECT FROM nfs2s3.superseded s
                            WHERE s.path = m.path AND s.generation = 1 AND s.claimed_at IS NOT NULL)
                    ORDER BY m.path FOR UPDATE OF m
                )
                UPDATE nfs2s3.media m SET state = 'QUEUED', by_backfill = true, failed_at = NULL, failure_code = NULL,
                    failure_message = NULL
                FROM locked WHERE m.id = locked_id AND m.state IN ('FAILED', 'HELD')
                """)
                .bindArray("paths", String.class, list(known, Proved::path))
                .bind("inTheWay", FailureCode.ALREADY_THERE.name())
                .execute();
    }
}
