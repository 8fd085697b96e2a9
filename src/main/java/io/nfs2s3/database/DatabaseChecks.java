package io.nfs2s3.database;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** What nfs2s3 wants of the database. */
public final class DatabaseChecks {
    /** That it can be reached and has the schema. The checks of what is in it come {@link Check#after} this. */
    public static final CheckCode REACHED = CheckCode.DATABASE;

    /** That it can be reached and takes writes. The checks that write come {@link Check#after} this. */
    public static final CheckCode WRITABLE = CheckCode.DATABASE_WRITABLE;

    private static final Duration SKEW = Duration.ofMinutes(1);

    private DatabaseChecks() {}

    public static List<Check> of(Schema schema, Jdbi jdbi, Clock clock) {
        return List.of(
                Check.atStart(REACHED, "database", () -> reach(schema)),
                Check.atStart(WRITABLE, "database takes writes", () -> writable(jdbi))
                        .after(REACHED),
                Check.onDemand(CheckCode.DATABASE_RIGHTS, "rights in the database", () -> rights(jdbi))
                        .after(REACHED),
                Check.atStart(CheckCode.DATABASE_SEQUENCES, "sequences of the tables", () -> Sequences.look(jdbi))
                        .after(REACHED),
                Check.onDemand(CheckCode.DATABASE_CLOCK, "clock of the database", () -> skew(jdbi, clock))
                        .after(REACHED));
    }

    private static Answer reach(Schema schema) {
        try {
            Optional<String> problem = schema.problem();
            return problem.map(Answer::broken).orElseGet(() -> Answer.good("can be reached, the schema is current"));
        } catch (FlywayException | JdbiException e) {
            return Answer.broken("cannot be used: " + DatabaseErrors.text(e), "check database.url, user and password");
        }
    }

    /** A standby takes connections, and answers every question. */
    private static Answer writable(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only")
                .map((row, context) -> row.getBoolean("standby")
                        ? Answer.broken(
                                "it is a standby, which takes no writes",
                                "set database.url to the primary; with several hosts in it add"
                                        + " targetServerType=primary")
                        : row.getBoolean("read_only")
                                ? Answer.broken(
                                        "every transaction is read-only (default_transaction_read_only)",
                                        "ALTER ROLE … or ALTER DATABASE … RESET default_transaction_read_only, or make"
                                                + " room if a full disk was the reason")
                                : Answer.good("it is no standby, and transactions may write"))
                .one());
    }

    /**
     * What is partitioned is the ledger: only triggers write it, with the rights of the owner, and so it is with the counters.
     * The remedy grants what is missing and no more: what is not to be written keeps so, as a month of the ledger that was
     * detached.
     */
    private static Answer rights(Jdbi jdbi) {
        List<String> missing = jdbi.withHandle(
                handle -> handle.createQuery("""
                SELECT format('%s ON %I.%I', string_agg(p.name, ', ' ORDER BY p.name), n.nspname, c.relname)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    CROSS JOIN (VALUES ('DELETE'), ('INSERT'), ('SELECT'), ('UPDATE')) AS p (name)
                WHERE n.nspname = 'nfs2s3' AND c.relname NOT IN ('flyway_schema_history', 'media_count', 'media_count_basis')
                    AND NOT c.relispartition
                    AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'ledger_kept')
                    AND (c.relkind = 'r' OR c.relkind = 'v' AND p.name = 'SELECT')
                    AND NOT has_table_privilege(c.oid, p.name)
                GROUP BY n.nspname, c.relname ORDER BY c.relname
                """).mapTo(String.class).list());
        if (missing.isEmpty()) {
            return Answer.good("this user may read and write every table");
        }
        String user = jdbi.withHandle(handle -> handle.createQuery("SELECT quote_ident(current_user)")
                .mapTo(String.class)
                .one());
        return Answer.broken(
                "the user " + user + " lacks " + String.join("; ", missing),
                "as the owner: "
                        + missing.stream()
                                .map(what -> "GRANT " + what + " TO " + user)
                                .collect(Collectors.joining("; ")));
    }

    private static Answer skew(Jdbi jdbi, Clock clock) {
        OffsetDateTime database = jdbi.withHandle(handle -> handle.createQuery("SELECT clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one());
        Duration ahead = Duration.between(database.toInstant(), clock.instant());
        return ahead.abs().compareTo(SKEW) <= 0
                ? Answer.good("agrees with that of this host")
                : Answer.warning(
                        "this host's clock is " + ahead.abs().toSeconds() + " s "
                                + (ahead.isNegative() ? "behind" : "ahead of") + " that of the database",
                        "have the clocks of both set by NTP");
    }
}
