package io.nfs2s3.catalog;

import static io.nfs2s3.catalog.MediaSql.values;

import io.nfs2s3.catalog.LedgerEntry.Evidence;
import io.nfs2s3.catalog.LedgerEntry.Who;
import io.nfs2s3.media.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The statements on {@code nfs2s3.ledger}, and the functions that make and drop its months. */
final class LedgerSql {
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuuMM");

    private LedgerSql() {}

    /**
     * Along the index on the time, or on the path. Conditions that are not asked for are not in the statement, so that the
     * server leaves out months and chooses the index. Within the lines of one statement, which have one time, each page reads
     * them all (docs/decisions/ledger-by-statement.md).
     */
    static List<LedgerEntry> pageBefore(Handle handle, LedgerFilter filter, @Nullable LedgerEntry last, int limit) {
        TimeRange window = filter.window();
        LedgerAct act = filter.act();
        List<String> conditions = new ArrayList<>();
        add(conditions, !filter.paths().isEmpty(), "path = ANY (:paths)");
        add(conditions, window.from() != null, "at >= :from");
        add(conditions, window.to() != null, "at < :to");
        add(conditions, act != null, "act = :act");
        add(conditions, last != null, "at <= :lastAt AND (at < :lastAt OR id < :lastId)");
        Query query = handle.createQuery(
                        """
                SELECT at, id, act, path, generation, was, state, object_key, size_bytes, checksum, etag, version_id, reason,
                    login, host(client) AS client, application
                FROM nfs2s3.ledger %s ORDER BY at DESC, id DESC LIMIT :limit
                """.formatted(conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions)))
                .bind("limit", limit);
        if (!filter.paths().isEmpty()) {
            query.bindArray("paths", String.class, values(filter.paths()));
        }
        if (window.from() != null) {
            query.bind("from", window.from());
        }
        if (window.to() != null) {
            query.bind("to", window.to());
        }
        if (act != null) {
            query.bind("act", act.name());
        }
        if (last != null) {
            query.bind("lastAt", last.at()).bind("lastId", last.id());
        }
        return query.map((row, context) -> entry(row)).list();
    }

    private static void add(List<String> conditions, boolean asked, String condition) {
        if (asked) {
            conditions.add(condition);
        }
    }

    private static LedgerEntry entry(ResultSet row) throws SQLException {
        return new LedgerEntry(
                row.getTimestamp("at").toInstant(),
                row.getLong("id"),
                row.getString("act"),
                row.getString("path"),
                row.getObject("generation", Integer.class),
                row.getString("was"),
                row.getString("state"),
                new Evidence(
                        row.getString("object_key"),
                        row.getObject("size_bytes", Long.class),
                        row.getString("checksum"),
                        row.getString("etag"),
                        row.getString("version_id")),
                row.getString("reason"),
                new Who(row.getString("login"), row.getString("client"), row.getString("application")));
    }

    static int ensureMonths(Handle handle) {
        return handle.createQuery("SELECT nfs2s3.ensure_ledger()")
                .mapTo(Integer.class)
                .one();
    }

    /** Those of this month and the next that have no table, the first of them first. */
    static List<YearMonth> monthsMissing(Handle handle) {
        return handle.createQuery("""
                SELECT to_char(m.month AT TIME ZONE 'UTC', 'YYYYMM')
                FROM (SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))
                        AT TIME ZONE 'UTC' AS month
                    FROM generate_series(0, 1) AS ahead) AS m
                WHERE NOT (nfs2s3.ledger_table(m.month)).attached ORDER BY 1
                """)
                .map((row, context) -> YearMonth.parse(row.getString(1), MONTH))
                .list();
    }

    /** Goes from one month that has lines to the next by the index, and takes up tables without lines. */
    static List<LedgerMonth> monthsBefore(Handle handle, YearMonth first) {
        return handle.createQuery("""
                WITH RECURSIVE filled (at) AS (
                    SELECT min(l.at) FROM nfs2s3.ledger l
                    UNION ALL
                    SELECT (SELECT min(l.at) FROM nfs2s3.ledger l WHERE l.at >=
                        (date_trunc('month', f.at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC')
                    FROM filled f WHERE f.at < :before
                ), tables (month, bytes) AS (
                    SELECT substr(c.relname, 8), pg_total_relation_size(c.oid)
                    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                    WHERE i.inhparent = 'nfs2s3.ledger'::regclass AND c.relname ~ '^ledger_[0-9]{6}$'
                )
                SELECT month, coalesce(t.bytes, 0) AS bytes
                FROM (SELECT to_char(at AT TIME ZONE 'UTC', 'YYYYMM') AS month FROM filled WHERE at < :before
                    UNION SELECT month FROM tables) AS m LEFT JOIN tables t USING (month)
                WHERE month < :first ORDER BY month
                """)
                .bind("before", begin(first))
                .bind("first", first.format(MONTH))
                .map((row, context) ->
                        new LedgerMonth(YearMonth.parse(row.getString("month"), MONTH), row.getLong("bytes")))
                .list();
    }

    static long lines(Handle handle, YearMonth month) {
        return handle.createQuery("SELECT count(*) FROM nfs2s3.ledger WHERE at >= :from AND at < :to")
                .bind("from", begin(month))
                .bind("to", begin(month.plusMonths(1)))
                .mapTo(Long.class)
                .one();
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    static long prune(Handle handle, YearMonth month) {
        LocalDate day = month.atDay(1);
        return handle.createQuery("SELECT nfs2s3.prune_ledger(:day)")
                .bind("day", day)
                .mapTo(Long.class)
                .one();
    }

    static Optional<String> missingToRead(Handle handle) {
        return missing(handle, "has_table_privilege('nfs2s3.ledger', 'SELECT')", "GRANT SELECT ON nfs2s3.ledger TO ");
    }

    static Optional<String> missingToMake(Handle handle) {
        return missing(
                handle,
                "has_function_privilege('nfs2s3.ensure_ledger()', 'EXECUTE')",
                "GRANT EXECUTE ON FUNCTION nfs2s3.ensure_ledger() TO ");
    }

    static Optional<String> missingToPrune(Handle handle) {
        return missing(
                handle,
                "has_function_privilege('nfs2s3.prune_ledger(date)', 'EXECUTE')",
                "GRANT EXECUTE ON FUNCTION nfs2s3.prune_ledger(date) TO ");
    }

    private static Optional<String> missing(Handle handle, String right, String grant) {
        return handle.createQuery("SELECT CASE WHEN NOT " + right + " THEN quote_ident(current_user) END")
                .mapTo(String.class)
                .findOne()
                .map(user -> grant + user);
    }
}
