package io.nfs2s3.catalog;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Whether the ledger is written, is kept, and has a table for the month to come. */
public final class LedgerChecks {
    private static final String CURE =
            "run 'nfs2s3 schema migrate', which makes and fills it; a daemon does so once an hour";

    /** A month whose lines the default table has, and whether they are too many to be moved. */
    private record Stray(String month, long lines, boolean tooMany) {}

    private LedgerChecks() {}

    /** @param reached the code of the check that the database can be reached */
    public static List<Check> of(Jdbi jdbi, CheckCode reached) {
        return List.of(Check.onDemand(CheckCode.DATABASE_LEDGER, "ledger", () -> jdbi.withHandle(LedgerChecks::look))
                .after(reached));
    }

    private static Answer look(Handle handle) {
        List<String> off = triggersOff(handle);
        if (!off.isEmpty()) {
            return Answer.broken(
                    "changes of pointers may not be recorded, or the ledger be changed: these triggers are off or gone: "
                            + String.join(", ", off),
                    "as the owner, for each: ALTER TABLE … ENABLE TRIGGER …; one that is gone has to be created as"
                            + " db/migration/V11__ledger.sql has it, or V31__ledger_of_trash.sql");
        }
        Answer months = months(handle);
        return LedgerSql.missingToMake(handle)
                .map(grant -> Answer.warning(
                        "a daemon of this user cannot make its months"
                                + (months.remedy().isEmpty() ? "" : "; it " + months.detail()),
                        "as the owner: " + grant + (months.remedy().isEmpty() ? "" : "; then " + months.remedy())))
                .orElse(months);
    }

    private static Answer months(Handle handle) {
        List<Stray> strays = strays(handle);
        List<String> tooMany =
                strays.stream().filter(Stray::tooMany).map(Stray::month).toList();
        Optional<String> missing = LedgerSql.monthsMissing(handle).stream()
                .map(YearMonth::toString)
                .filter(month -> !tooMany.contains(month))
                .findFirst();
        if (missing.isPresent()) {
            return Answer.warning(
                    "has no table for " + missing.get(),
                    CURE + "; if not, a table that is no part of the ledger is in its place: rename it");
        }
        return strays.isEmpty() ? good(handle) : inDefault(strays, tooMany);
    }

    private static Answer good(Handle handle) {
        return Answer.good("is written, and has a table for the next month"
                + (readsDefault(handle)
                        ? ""
                        : "; its default table this user may not read (GRANT SELECT ON nfs2s3.ledger_default)"));
    }

    private static Answer inDefault(List<Stray> strays, List<String> tooMany) {
        String found = "has " + strays.stream().mapToLong(Stray::lines).sum()
                + (tooMany.isEmpty() ? "" : " or more")
                + " lines in nfs2s3.ledger_default, and not in a month's table";
        return strays.size() > tooMany.size()
                ? Answer.warning(found, CURE)
                : Answer.warning(
                        found + ": too many to move, of " + String.join(", ", tooMany),
                        "none is needed: they are read as all others, and go with 'nfs2s3 ledger prune'");
    }

    /** Those of the pointers, of the trash, of the ledger, and of each of its months. */
    private static List<String> triggersOff(Handle handle) {
        return handle.createQuery("""
                WITH wanted (relation, name) AS (
                    SELECT 'nfs2s3.media'::regclass, w.name
                    FROM (VALUES ('media_ledger'), ('media_ledger_insert'), ('media_ledger_delete'),
                        ('media_ledger_truncate')) AS w (name)
                    UNION ALL
                    SELECT 'nfs2s3.retired'::regclass, 'retired_ledger'
                    UNION ALL
                    SELECT p.relid, w.name
                    FROM pg_partition_tree('nfs2s3.ledger') AS p
                        CROSS JOIN (VALUES ('ledger_append_only'), ('ledger_kept')) AS w (name)
                )
                SELECT w.name || ' of ' || w.relation FROM wanted w
                WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = w.relation AND t.tgname = w.name
                    AND t.tgenabled IN ('O', 'A'))
                ORDER BY w.relation::text, w.name
                """).mapTo(String.class).list();
    }

    /** By month, from one to the next by the index, no more than shows that they are too many; none if that cannot be told. */
    private static List<Stray> strays(Handle handle) {
        return !readsDefault(handle)
                ? List.of()
                : handle.createQuery("""
                WITH RECURSIVE filled (month) AS (
                    SELECT date_trunc('month', min(d.at) AT TIME ZONE 'UTC') FROM nfs2s3.ledger_default d
                    UNION ALL
                    SELECT (SELECT date_trunc('month', min(d.at) AT TIME ZONE 'UTC') FROM nfs2s3.ledger_default d
                        WHERE d.at >= (f.month + interval '1 month') AT TIME ZONE 'UTC')
                    FROM filled f WHERE f.month IS NOT NULL
                )
                SELECT to_char(f.month, 'YYYY-MM') AS month, n.lines, n.lines > nfs2s3.ledger_most_moved() AS too_many
                FROM filled f CROSS JOIN LATERAL (SELECT count(*) AS lines FROM (
                    SELECT FROM nfs2s3.ledger_default d
                    WHERE d.at >= f.month AT TIME ZONE 'UTC' AND d.at < (f.month + interval '1 month') AT TIME ZONE 'UTC'
                    LIMIT nfs2s3.ledger_most_moved() + 1) AS s) AS n
                WHERE f.month IS NOT NULL ORDER BY 1
                """)
                        .map((row, context) ->
                                new Stray(row.getString("month"), row.getLong("lines"), row.getBoolean("too_many")))
                        .list();
    }

    private static boolean readsDefault(Handle handle) {
        return handle.createQuery("SELECT has_table_privilege('nfs2s3.ledger_default', 'SELECT')")
                .mapTo(Boolean.class)
                .one();
    }
}
