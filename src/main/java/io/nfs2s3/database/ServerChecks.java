package io.nfs2s3.database;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What nfs2s3 wants of how the database is set up, and of what keeps its tables fast. */
public final class ServerChecks {
    /** Of our own indexes those that no constraint makes. Without one, a statement reads all rows of its table. */
    static final List<String> INDEXES = List.of(
            "ledger_at",
            "ledger_path",
            "media_by_key",
            "media_failed",
            "media_path_bytes",
            "media_queued",
            "media_queued_live",
            "media_rolled_back",
            "outbox_waiting",
            "retired_leaving",
            "retired_trash",
            "run_sample_of_run",
            "superseded_by_age",
            "superseded_removed",
            "superseded_with_reason");

    /** A batch may take so long on a busy server. */
    private static final long SHORT_MILLIS = 5_000;

    private ServerChecks() {}

    /** @param reached the code of the check that the database can be reached */
    public static List<Check> of(Jdbi jdbi, DatabaseSettings settings, CheckCode reached) {
        return List.of(
                Check.onDemand(
                                CheckCode.DATABASE_ENCODING,
                                "encoding of the database",
                                () -> jdbi.withHandle(ServerChecks::encoding))
                        .after(reached),
                Check.onDemand(
                                CheckCode.DATABASE_DURABILITY,
                                "commits of the database",
                                () -> jdbi.withHandle(ServerChecks::durability))
                        .after(reached),
                Check.onDemand(
                                CheckCode.DATABASE_CONNECTIONS,
                                "connections of the database",
                                () -> jdbi.withHandle(handle -> connections(handle, settings.poolSize())))
                        .after(reached),
                Check.onDemand(
                                CheckCode.DATABASE_TIMEOUTS,
                                "time limits of the database",
                                () -> jdbi.withHandle(ServerChecks::timeouts))
                        .after(reached),
                Check.onDemand(CheckCode.DATABASE_VACUUM, "autovacuum", () -> jdbi.withHandle(ServerChecks::vacuum))
                        .after(reached),
                Check.onDemand(CheckCode.DATABASE_INDEXES, "indexes", () -> jdbi.withHandle(ServerChecks::indexes))
                        .after(reached));
    }

    private static Answer encoding(Handle handle) {
        String encoding = handle.createQuery("SELECT current_setting('server_encoding')")
                .mapTo(String.class)
                .one();
        return encoding.equals("UTF8")
                ? Answer.good("is UTF8")
                : Answer.broken(
                        "is " + encoding + ": a file whose name has a character outside of it cannot be registered",
                        "move the tables to a database that was made with ENCODING 'UTF8'");
    }

    private static Answer durability(Handle handle) {
        List<String> off = handle.createQuery("""
                SELECT name FROM pg_settings
                WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name
                """).mapTo(String.class).list();
        return off.isEmpty()
                ? Answer.good("are on disk when they are confirmed")
                : Answer.warning(
                        "are confirmed before they are safe, so that a crash of the server may lose uploads that were"
                                + " accepted: " + String.join(" = off, ", off) + " = off",
                        "switch it on: for synchronous_commit see also ALTER ROLE and ALTER DATABASE");
    }

    /**
     * What this site may open, all of its processes together.
     *
     * @param room by what the server, the database and the role allow, without the sessions of others; below 0 where those
     *     have more than that
     * @param others sessions that are not this site's
     * @param processes of this site that are connected, without this one
     */
    private record Room(long room, long others, long processes) {}

    /**
     * Sessions of this site are known by the names of their pools, which begin alike. A process without a session is not
     * seen, such as a hook whose site has no uploads.
     */
    private static Room room(Handle handle) {
        return handle.createQuery("""
                WITH session AS (
                    SELECT a.datname = current_database() AS here, a.usename = current_user AS of_role,
                        a.datname = current_database() AND coalesce(a.application_name, '') LIKE 'nfs2s3%' AS ours,
                        a.application_name = current_setting('application_name') AS of_this,
                        a.application_name || ' ' || coalesce(host(a.client_addr), '') AS process
                    FROM pg_stat_activity a WHERE a.datid IS NOT NULL AND a.usesysid IS NOT NULL
                )
                SELECT count(*) FILTER (WHERE NOT s.ours) AS others,
                    count(DISTINCT s.process) FILTER (WHERE s.ours AND NOT s.of_this) AS processes,
                    least(
                        current_setting('max_connections')::bigint
                            - current_setting('superuser_reserved_connections')::bigint
                            - coalesce(nullif(current_setting('reserved_connections', true), '')::bigint, 0)
                            - count(*) FILTER (WHERE NOT s.ours),
                        (SELECT nullif(d.datconnlimit, -1) FROM pg_database d WHERE d.datname = current_database())
                            - count(*) FILTER (WHERE s.here AND NOT s.ours),
                        (SELECT nullif(r.rolconnlimit, -1) FROM pg_roles r WHERE r.rolname = current_user)
                            - count(*) FILTER (WHERE s.of_role AND NOT s.ours)) AS room
                FROM session s
                """)
                .map((row, context) -> new Room(row.getLong("room"), row.getLong("others"), row.getLong("processes")))
                .one();
    }

    private static Answer connections(Handle handle, int poolSize) {
        Room room = room(handle);
        long processes = Math.max(1, room.processes());
        long wanted = processes * poolSize;
        String found = "there is room for " + Math.max(0, room.room()) + " of this site beside " + room.others()
                + " of others, and " + (processes == 1 ? "one process" : processes + " processes") + " of it may open "
                + wanted;
        return room.room() >= wanted
                ? Answer.good(found)
                : Answer.warning(
                        found,
                        "raise max_connections, or the CONNECTION LIMIT of the role or the database; or lower"
                                + " database.poolSize; or put a pooler before it (docs/running.md)");
    }

    /** Those of the role and of the database; what this session has is our own. */
    private static Answer timeouts(Handle handle) {
        List<String> tight = handle.createQuery("""
                SELECT name || ' = ' || reset_val || ' ms' FROM pg_settings
                WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout',
                        'idle_in_transaction_session_timeout', 'idle_session_timeout')
                    AND CASE WHEN unit = 'ms' THEN reset_val::bigint BETWEEN 1 AND :short - 1 ELSE false END
                ORDER BY name
                """)
                .bind("short", SHORT_MILLIS)
                .mapTo(String.class)
                .list();
        return tight.isEmpty()
                ? Answer.good("leave a batch its time")
                : Answer.warning(
                        "end what a busy server does not do at once: " + String.join(", ", tight),
                        "ALTER ROLE … or ALTER DATABASE … RESET it, or set " + SHORT_MILLIS
                                + " ms or more: nfs2s3 limits itself by database.socketTimeout");
    }

    private static Answer vacuum(Handle handle) {
        List<String> off = handle.createQuery("""
                SELECT 'the server' WHERE current_setting('autovacuum') = 'off' OR current_setting('track_counts') = 'off'
                UNION ALL
                SELECT c.oid::regclass::text FROM pg_class c, pg_options_to_table(c.reloptions) o
                WHERE c.relnamespace = 'nfs2s3'::regnamespace AND o.option_name = 'autovacuum_enabled'
                    AND NOT o.option_value::boolean
                """).mapTo(String.class).list();
        return off.isEmpty()
                ? Answer.good("is on for every table")
                : Answer.warning(
                        "is off for " + String.join(", ", off)
                                + ": each flip leaves a dead row, and statements slow down over the days",
                        "autovacuum = on, track_counts = on; ALTER TABLE … RESET (autovacuum_enabled)");
    }

    private static Answer indexes(Handle handle) {
        List<String> missing = handle.createQuery("""
                SELECT w.name FROM unnest(:wanted) AS w (name)
                WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
                    WHERE c.relnamespace = 'nfs2s3'::regnamespace AND c.relname = w.name AND i.indisvalid)
                ORDER BY w.name
                """)
                .bindArray("wanted", String.class, INDEXES)
                .mapTo(String.class)
                .list();
        return missing.isEmpty()
                ? Answer.good("are there, and valid")
                : Answer.warning(
                        "are gone or invalid, so that whole tables are read: " + String.join(", ", missing),
                        "as the owner: DROP INDEX IF EXISTS, then CREATE INDEX CONCURRENTLY as db/migration has it");
    }
}
