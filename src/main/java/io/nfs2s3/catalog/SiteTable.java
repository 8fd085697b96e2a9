package io.nfs2s3.catalog;

import io.nfs2s3.catalog.SiteRecord.Cause;
import io.nfs2s3.catalog.SiteRecord.MarkerPlace;
import io.nfs2s3.catalog.SiteRecord.Rest;
import io.nfs2s3.catalog.SiteRecord.Suspension;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The one row that says which site a database is of. Thread-safe. */
public final class SiteTable {
    private static final String REST_ENDED =
            "the site does not rest any more: 'site accept', or another recovery, ended that; run 'nfs2s3 recover' again";

    private static final double NANOS_PER_SECOND = 1e9;

    private final Jdbi jdbi;

    public SiteTable(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public SiteRecord read() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                SELECT id, epoch, coalesce(database_id <> nfs2s3.database_id(), false) AS moved,
                    suspended, suspended_reason, suspended_place, place, endpoint
                FROM nfs2s3.site
                """).map((row, context) -> site(row)).one());
    }

    /**
     * A database that says that it is suspended changes no pointer: who else has it may have the files, too.
     *
     * @throws MigrationException when it says so; the transaction must be rolled back
     */
    static void requireNotSuspended(Handle handle) {
        handle.createQuery("SELECT suspended_reason FROM nfs2s3.site WHERE suspended IS NOT NULL")
                .mapTo(String.class)
                .findOne()
                .ifPresent(reason -> {
                    throw new MigrationException(FailureCode.SITE_SUSPENDED, reason);
                });
    }

    private static SiteRecord site(ResultSet row) throws SQLException {
        String cause = row.getString("suspended");
        String place = row.getString("place");
        return new SiteRecord(
                row.getString("id"),
                row.getLong("epoch"),
                row.getBoolean("moved"),
                cause == null
                        ? null
                        : new Suspension(
                                Cause.valueOf(cause),
                                row.getString("suspended_reason"),
                                String.valueOf(row.getString("suspended_place"))),
                place == null ? null : new MarkerPlace(place, row.getString("endpoint")));
    }

    /** Writes down where the marker of the site is, unless another process has done so. */
    public void keep(MarkerPlace place) {
        TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                UPDATE nfs2s3.site SET place = :place, endpoint = :endpoint WHERE place IS NULL OR place = ''
                """)
                        .bind("place", place.name())
                        .bind("endpoint", place.endpoint())
                        .execute());
    }

    /**
     * Suspends the site, for every process that shares the database. That the database is not what it was stays. Does nothing
     * where an operator has said since that it is well, or the epoch went on.
     *
     * @param seen the row that the suspension was found by
     */
    public void suspend(Suspension suspension, SiteRecord seen) {
        TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                UPDATE nfs2s3.site SET suspended = :cause, suspended_reason = :reason, suspended_place = :place,
                    suspended_at = coalesce(suspended_at, now())
                WHERE (suspended IS NULL OR (suspended = 'FOREIGN' AND suspended_reason <> :reason))
                    AND epoch = :epoch AND coalesce(database_id <> nfs2s3.database_id(), false) = :moved
                """)
                        .bind("epoch", seen.epoch())
                        .bind("moved", seen.moved())
                        .bind("cause", suspension.cause().name())
                        .bind("reason", suspension.reason())
                        .bind("place", suspension.place())
                        .execute());
    }

    /** Ends a suspension that another site's marker was the cause of, once its place is the site's own. */
    public void resume(String place) {
        TransactionRetry.statement(
                jdbi, handle -> handle.createUpdate("""
                UPDATE nfs2s3.site SET suspended = NULL, suspended_reason = NULL, suspended_place = NULL, suspended_at = NULL
                WHERE suspended = 'FOREIGN' AND suspended_place = :place
                """).bind("place", place).execute());
    }

    /**
     * Has the site rest as one whose database was restored. The epoch goes up to that of the marker; so a database that is
     * behind it later on went back since, and what it says of an earlier rest is of the past: the rest begins now.
     *
     * @param marker the epoch of the marker
     * @param place where the site is from now on
     */
    public void rest(long marker, Suspension rests, MarkerPlace place) {
        TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                UPDATE nfs2s3.site SET suspended = 'RESTORED', suspended_place = :place, epoch = greatest(epoch, :marker),
                    place = :place, endpoint = :endpoint,
                    suspended_reason = CASE WHEN suspended = 'RESTORED' THEN suspended_reason ELSE :reason END,
                    suspended_at = CASE WHEN suspended = 'RESTORED' AND epoch >= :marker THEN suspended_at ELSE now() END
                """)
                        .bind("marker", marker)
                        .bind("reason", rests.reason())
                        .bind("place", place.name())
                        .bind("endpoint", place.endpoint())
                        .execute());
    }

    /**
     * The rest that {@link #rest} began or goes on with.
     *
     * @param marker as there
     * @return empty while the site does not rest, or where the rest that it knows of is of the past
     */
    public Optional<Rest> resting(long marker) {
        long asked = System.nanoTime();
        return jdbi.withHandle(handle -> handle.createQuery("""
                SELECT suspended_at, extract(epoch FROM now() - suspended_at)::float8 AS seconds FROM nfs2s3.site
                WHERE suspended = 'RESTORED' AND epoch >= :marker
                """)
                .bind("marker", marker)
                .map((row, context) -> new Rest(
                        row.getTimestamp("suspended_at").toInstant(),
                        asked - (long) (row.getDouble("seconds") * NANOS_PER_SECOND)))
                .findOne());
    }

    /**
     * Requires that the site rests, as one whose database was restored, until the end of the transaction.
     *
     * @throws MigrationException when it does not; the transaction must be rolled back
     */
    static void requireRest(Handle handle) {
        String reason = handle.createQuery("""
                SELECT CASE WHEN suspended = 'RESTORED' THEN '' ELSE coalesce(suspended_reason, :ended) END
                FROM nfs2s3.site FOR SHARE
                """)
                .bind("ended", REST_ENDED)
                .mapTo(String.class)
                .one();
        if (!reason.isEmpty()) {
            throw new MigrationException(FailureCode.SITE_SUSPENDED, reason);
        }
    }

    /**
     * Ends the rest: the database is the one that this site goes on with.
     *
     * @throws MigrationException as {@link #requireRest}
     */
    static void endRest(Handle handle) {
        requireRest(handle);
        handle.execute("""
                UPDATE nfs2s3.site SET epoch = epoch + 1, epoch_at = now(), database_id = nfs2s3.database_id(),
                    suspended = NULL, suspended_reason = NULL, suspended_place = NULL, suspended_at = NULL
                """);
    }

    /**
     * Advances the epoch, unless another process just did.
     *
     * @param seconds how old it must be
     * @return the new one
     */
    public Optional<Long> advance(int seconds) {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createQuery("""
                UPDATE nfs2s3.site SET epoch = epoch + 1, epoch_at = now()
                WHERE suspended IS NULL AND abs(extract(epoch FROM now() - epoch_at)) >= :seconds RETURNING epoch
                """)
                        .bind("seconds", seconds)
                        .mapTo(Long.class)
                        .findOne());
    }

    /**
     * An operator has said that the database is well: it is the one that this site goes on with.
     *
     * @param marker the epoch of the marker, which must stay behind
     * @param place where the site is from now on
     */
    public SiteRecord accept(long marker, MarkerPlace place) {
        TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                UPDATE nfs2s3.site SET epoch = greatest(epoch, :marker) + 1, epoch_at = now(),
                    database_id = nfs2s3.database_id(), suspended = NULL, suspended_reason = NULL, suspended_place = NULL,
                    suspended_at = NULL, place = :place, endpoint = :endpoint
                """)
                        .bind("marker", marker)
                        .bind("place", place.name())
                        .bind("endpoint", place.endpoint())
                        .execute());
        return read();
    }

    /**
     * Gives an empty database the id of the site that it is to be the database of again. The site is suspended then, as one
     * whose database was restored.
     *
     * @param epoch of the site's marker
     * @param place where that is
     * @return false when files of this database are on S3 already: then it is the database of a site of its own
     */
    public boolean take(String id, long epoch, Suspension suspension, MarkerPlace place) {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                UPDATE nfs2s3.site SET id = :id, epoch = greatest(epoch, :epoch), epoch_at = now(), suspended = :cause,
                    suspended_reason = :reason, suspended_place = :place, suspended_at = now(), place = :place,
                    endpoint = :endpoint
                WHERE id = :id OR NOT EXISTS (SELECT FROM nfs2s3.media WHERE location = 'S3')
                """)
                                .bind("id", id)
                                .bind("epoch", epoch)
                                .bind("cause", suspension.cause().name())
                                .bind("reason", suspension.reason())
                                .bind("place", place.name())
                                .bind("endpoint", place.endpoint())
                                .execute()
                        == 1);
    }

    /** Makes this the database of a new site, which has no object, no marker and no message yet. */
    public SiteRecord renew() {
        TransactionRetry.statement(jdbi, handle -> handle.execute("""
                UPDATE nfs2s3.site SET id = gen_random_uuid()::text, epoch = 1, epoch_at = now(),
                    database_id = nfs2s3.database_id(), suspended = NULL, suspended_reason = NULL, suspended_place = NULL,
                    suspended_at = NULL, place = NULL, endpoint = NULL
                """));
        return read();
    }
}
