package io.nfs2s3.catalog;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Whether the ledger is written, and has a table for the month to come. */
public final class LedgerChecks {
    private static final String CURE =
            "run 'nfs2s3 schema migrate', which makes and fills it; a daemon does so once an hour";

    private LedgerChecks() {}

    /** @param reached the code of the check that the database can be reached */
    public static List<Check> of(Jdbi jdbi, String reached) {
        return List.of(Check.onDemand("catalog.ledger", "ledger", () -> jdbi.withHandle(LedgerChecks::look))
                .after(reached));
    }

    private static Answer look(Handle handle) {
        List<String> off = handle.createQuery("""
                SELECT w.name
                FROM (VALUES ('media_ledger'), ('media_ledger_insert'), ('media_ledger_delete'),
                    ('media_ledger_truncate')) AS w (name)
                WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = 'nfs2s3.media'::regclass
                    AND t.tgname = w.name AND t.tgenabled IN ('O', 'A'))
                ORDER BY w.name
                """).mapTo(String.class).list();
        if (!off.isEmpty()) {
            return Answer.broken(
                    "changes of pointers are not recorded: the trigger " + String.join(", ", off) + " of"
                            + " nfs2s3.media is off",
                    "as the owner: ALTER TABLE nfs2s3.media ENABLE TRIGGER " + off.get(0)
                            + (off.size() > 1 ? ", and so on" : ""));
        }
        Optional<String> month = handle.createQuery("""
                SELECT to_char(m.month, 'YYYY-MM')
                FROM (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead) AS month
                    FROM generate_series(0, 1) AS ahead) AS m
                WHERE to_regclass('nfs2s3.ledger_' || to_char(m.month, 'YYYYMM')) IS NULL ORDER BY 1 LIMIT 1
                """).mapTo(String.class).findOne();
        if (month.isPresent()) {
            return Answer.warning("has no table for " + month.get(), CURE);
        }
        return strays(handle)
                .map(strays -> strays == 0
                        ? Answer.good("is written, and has a table for the next month")
                        : Answer.warning(
                                strays + " lines are in nfs2s3.ledger_default, and not in a month's table", CURE))
                .orElseGet(
                        () -> Answer.good("is written, and has a table for the next month; its default table this user"
                                + " may not read (GRANT SELECT ON ALL TABLES IN SCHEMA nfs2s3)"));
    }

    /** How many lines no month took; empty if that cannot be told. */
    private static Optional<Long> strays(Handle handle) {
        boolean readable = handle.createQuery("SELECT has_table_privilege('nfs2s3.ledger_default', 'SELECT')")
                .mapTo(Boolean.class)
                .one();
        return readable
                ? handle.createQuery("SELECT count(*) FROM nfs2s3.ledger_default")
                        .mapTo(Long.class)
                        .findOne()
                : Optional.empty();
    }
}
