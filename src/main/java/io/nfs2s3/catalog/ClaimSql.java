package io.nfs2s3.catalog;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.catalog.SupersededObjects.Entry;
import io.nfs2s3.catalog.SupersededObjects.Kept;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** The statements on claimed entries of {@code nfs2s3.superseded}. */
final class ClaimSql {
    /**
     * Whether a row names the object of an entry, or may come to. What only may come to name it does not end a claim, since
     * its holder may remove the object at any time: the claim refuses the flip.
     */
    private static final String NAMED = """
            EXISTS (SELECT FROM nfs2s3.media m WHERE m.path = s.path
                AND (m.location = 'S3' OR (m.state <> 'FAILED' AND s.claimed_at IS NULL))
                AND (m.generation = s.generation OR m.object_key = e.object_key))
            """;

    /** Whether it was a proved copy, and its path is not on S3: a later upload may come to nothing. */
    static final String MAY_BE_LAST = """
            (s.was_visible AND EXISTS (SELECT FROM nfs2s3.media m WHERE m.path = s.path AND m.location = 'NFS'))
            """;

    private ClaimSql() {}

    /**
     * Locks the entries, then looks whether a row names their objects: a statement of its own, so that it sees every pointer
     * that was set before the lock, which takes READ COMMITTED. A pointer that is set later waits for the lock, in a trigger,
     * and sees the claim.
     */
    static List<Entry> claim(Handle handle, List<Entry> entries) {
        handle.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
        Map<Long, Boolean> locked = handle.createQuery("""
                SELECT id, claimed_at IS NOT NULL AS again FROM nfs2s3.superseded
                WHERE id = ANY (:ids) AND removed_at IS NULL AND (not_before IS NULL OR not_before < now())
                ORDER BY id FOR UPDATE SKIP LOCKED
                """)
                .bindArray("ids", Long.class, ids(entries))
                .map((row, context) -> Map.entry(row.getLong("id"), row.getBoolean("again")))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<Entry> held =
                entries.stream().filter(entry -> locked.containsKey(entry.id())).toList();
        Map<Long, String> claimed = handle.createQuery(
                        """
                UPDATE nfs2s3.superseded s
                SET claimed_at = now(), not_before = now() + make_interval(secs => :lease), object_key = e.object_key
                FROM unnest(:ids, :keys) AS e (id, object_key)
                WHERE s.id = e.id AND NOT EXISTS (SELECT FROM nfs2s3.site WHERE suspended IS NOT NULL) AND NOT\s""" + NAMED + " AND NOT " + MAY_BE_LAST + "RETURNING s.id, s.claimed_at::text AS claim")
                .bind("lease", SupersededObjects.LEASE.toSeconds())
                .bindArray("ids", Long.class, ids(held))
                .bindArray("keys", String.class, keys(held))
                .map((row, context) -> Map.entry(row.getLong("id"), row.getString("claim")))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        handle.createUpdate("DELETE FROM nfs2s3.superseded s USING unnest(:ids, :keys) AS e (id, object_key)"
                        + " WHERE s.id = e.id AND " + NAMED)
                .bindArray("ids", Long.class, ids(held))
                .bindArray("keys", String.class, keys(held))
                .execute();
        return held.stream()
                .filter(entry -> claimed.containsKey(entry.id()))
                .map(entry -> entry.claimed(
                        Boolean.TRUE.equals(locked.get(entry.id())), Objects.requireNonNull(claimed.get(entry.id()))))
                .toList();
    }

    static int removed(Handle handle, List<Entry> claimed) {
        return handle.createUpdate("""
                UPDATE nfs2s3.superseded SET removed_at = now(), reason = NULL
                WHERE id = ANY (:ids) AND claimed_at IS NOT NULL
                """)
                .bindArray("ids", Long.class, ids(claimed))
                .execute();
    }

    /** Only what is still claimed by the same holder is forgotten: another may have removed the object meanwhile. */
    static int missing(Handle handle, List<Entry> claimed) {
        List<Entry> again = claimed.stream().filter(Entry::again).toList();
        List<Entry> first = claimed.stream().filter(entry -> !entry.again()).toList();
        return removed(handle, again)
                + handle.createUpdate("""
                        DELETE FROM nfs2s3.superseded s USING unnest(:ids, :claims) AS e (id, claim)
                        WHERE s.id = e.id AND s.claimed_at = e.claim::timestamptz
                        """)
                        .bindArray("ids", Long.class, ids(first))
                        .bindArray(
                                "claims",
                                String.class,
                                first.stream().map(Entry::claim).toList())
                        .execute();
    }

    static int removedForNow(Handle handle, List<Entry> claimed) {
        return handle.createUpdate("UPDATE nfs2s3.superseded SET not_before = NULL WHERE id = ANY (:ids)")
                .bindArray("ids", Long.class, ids(claimed))
                .execute();
    }

    /** Tried again after 5, 10, 20, ... minutes, a day at most. */
    static int kept(Handle handle, Entry claimed, String reason, boolean certain) {
        return handle.createUpdate("""
                UPDATE nfs2s3.superseded
                SET claimed_at = CASE
                        WHEN :certain AND NOT :again AND claimed_at = CAST(:claim AS timestamptz) THEN NULL
                        ELSE claimed_at END,
                    attempts = attempts + 1, reason = :reason,
                    not_before = now() + least(interval '1 day', interval '5 minutes' * 2 ^ least(attempts, 20))
                WHERE id = :id AND removed_at IS NULL
                """)
                .bind("certain", certain)
                .bind("again", claimed.again())
                .bind("claim", claimed.claim())
                .bind("reason", reason)
                .bind("id", claimed.id())
                .execute();
    }

    static int forgetRemoved(Handle handle) {
        return handle.createUpdate(
                        "DELETE FROM nfs2s3.superseded WHERE removed_at < now() - make_interval(secs => :remembered)")
                .bind("remembered", SupersededObjects.REMEMBERED.toSeconds())
                .execute();
    }

    static long countKept(Handle handle) {
        return handle.createQuery(
                        "SELECT count(*) FROM nfs2s3.superseded WHERE reason IS NOT NULL AND removed_at IS NULL")
                .mapTo(Long.class)
                .one();
    }

    static List<Kept> kept(Handle handle, int limit) {
        return handle.createQuery("""
                SELECT path, generation, object_key, attempts, reason FROM nfs2s3.superseded
                WHERE reason IS NOT NULL AND removed_at IS NULL ORDER BY attempts DESC, id LIMIT :limit
                """)
                .bind("limit", limit)
                .map((row, context) -> new Kept(
                        new FileVersion(MediaPath.of(row.getString("path")), row.getInt("generation")),
                        row.getString("object_key"),
                        row.getInt("attempts"),
                        row.getString("reason")))
                .list();
    }

    private static List<Long> ids(List<Entry> entries) {
        return entries.stream().map(Entry::id).toList();
    }

    private static List<String> keys(List<Entry> entries) {
        return entries.stream().map(entry -> String.valueOf(entry.key())).toList();
    }
}
