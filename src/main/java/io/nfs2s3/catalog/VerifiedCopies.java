package io.nfs2s3.catalog;

import io.nfs2s3.database.TableRights;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Which rows were verified, when, and how: by the clock of the database. A row that was changed since then counts as not
 * verified, and so does one that was verified in the future: the clock was ahead. Thread-safe. Errors of the database come as
 * {@link org.jdbi.v3.core.JdbiException}.
 */
public final class VerifiedCopies {
    /**
     * How a file was looked at.
     *
     * @param source its original
     * @param checksum the bytes of its original
     * @param bytes those of its object
     */
    public record Look(boolean source, boolean checksum, boolean bytes) {}

    private final Jdbi jdbi;

    public VerifiedCopies(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Whether this user may keep them. */
    public boolean mayWrite() {
        return TableRights.mayWrite(jdbi, List.of("nfs2s3.verified"));
    }

    /**
     * Those of these rows, by their ids, that were looked at so, or more closely, less than so long ago, and not changed
     * since; nor was their original taken away and brought back, of which the row says nothing any more. What a row has
     * nothing of, such as bytes of the original of a RETIRED one, need not have been looked at.
     */
    public Set<Long> fresh(Collection<RecordedCopy> rows, Look look, Duration age) {
        return jdbi.withHandle(handle -> new HashSet<>(handle.createQuery("""
                SELECT v.media FROM nfs2s3.verified v JOIN nfs2s3.media m ON m.id = v.media
                LEFT JOIN nfs2s3.retired r ON r.path = m.path AND r.generation = m.generation AND m.state = 'MIGRATED'
                CROSS JOIN LATERAL (SELECT greatest(now() - make_interval(secs => :age), m.registered_at, m.queued_at,
                    m.migrated_at, m.retired_at, m.failed_at, r.changed_at)) AS c (since)
                WHERE v.media = ANY (:ids) AND v.generation = m.generation AND v.state = m.state
                    AND (NOT :source OR v.source_at > c.since AND v.source_at <= now())
                    AND (NOT :checksum OR m.state = 'RETIRED' OR v.checksum_at > c.since AND v.checksum_at <= now())
                    AND (NOT :bytes OR m.location <> 'S3' OR v.bytes_at > c.since AND v.bytes_at <= now())
                """)
                .bind("age", (double) age.toSeconds())
                .bindArray(
                        "ids", Long.class, rows.stream().map(RecordedCopy::id).toList())
                .bind("source", look.source())
                .bind("checksum", look.checksum())
                .bind("bytes", look.bytes())
                .mapTo(Long.class)
                .list()));
    }

    /**
     * Notes rows that were looked at and are right.
     *
     * @param at before the first of them was read, by the clock of the database
     */
    public void remember(Handle handle, List<RecordedCopy> rows, Look look, Instant at) {
        if (rows.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                INSERT INTO nfs2s3.verified AS v (media, generation, state, source_at, checksum_at, bytes_at)
                SELECT r.media, r.generation, r.state,
                    CASE WHEN :source THEN :at::timestamptz END, CASE WHEN :checksum THEN :at::timestamptz END,
                    CASE WHEN :bytes THEN :at::timestamptz END
                FROM unnest(:ids, :generations, :states) AS r (media, generation, state)
                ORDER BY r.media
                ON CONFLICT (media) DO UPDATE SET generation = EXCLUDED.generation, state = EXCLUDED.state,
                    source_at = coalesce(EXCLUDED.source_at, CASE WHEN v.generation = EXCLUDED.generation
                        AND v.state = EXCLUDED.state THEN v.source_at END),
                    checksum_at = coalesce(EXCLUDED.checksum_at, CASE WHEN v.generation = EXCLUDED.generation
                        AND v.state = EXCLUDED.state THEN v.checksum_at END),
                    bytes_at = coalesce(EXCLUDED.bytes_at, CASE WHEN v.generation = EXCLUDED.generation
                        AND v.state = EXCLUDED.state THEN v.bytes_at END)
                """)
                .bindArray(
                        "ids", Long.class, rows.stream().map(RecordedCopy::id).toList())
                .bindArray(
                        "generations",
                        Integer.class,
                        rows.stream().map(RecordedCopy::generation).toList())
                .bindArray(
                        "states",
                        String.class,
                        rows.stream().map(row -> row.state().name()).toList())
                .bind("source", look.source())
                .bind("checksum", look.checksum())
                .bind("bytes", look.bytes())
                .bind("at", at)
                .execute();
    }

    /** The present by the clock of the database. */
    public Instant now() {
        return jdbi.withHandle(handle ->
                handle.createQuery("SELECT now()").mapTo(Instant.class).one());
    }
}
