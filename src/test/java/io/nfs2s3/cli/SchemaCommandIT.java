package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.progress.Counter;
import io.nfs2s3.testing.PresentMonth;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The settings that {@code schema migrate} writes into the database, and what the doctor says of them. */
class SchemaCommandIT {
    private static final String STATEMENT = "catalog.siteUpdate = \"UPDATE public.photo SET storage = :location\"";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeAll
    static void open() {
        execute("CREATE TABLE photo (storage text)");
    }

    @Test
    void a_kind_that_begins_to_be_migrated_is_missed_by_the_doctor_until_it_is_written() throws SQLException {
        Commands commands = new Commands(site.settingsFile("kinds.audio.migrate = true"));
        try (Connection connection = SqlUploads.connect(site)) {
            assertThat(SqlUploads.enqueue(connection, "audio/1.mp3")).isEqualTo("HELD");

            assertThat(commands.run("doctor").code()).isEqualTo(3);
            assertThat(commands.run("doctor").out())
                    .filteredOn(line -> line.startsWith("error"))
                    .containsExactly("error    SETTINGS_IN_DATABASE  settings in the database");
            assertThat(String.join("\n", commands.run("doctor").out()))
                    .contains("cause  the kinds in the database are", "audio = \"audio/\" held")
                    .contains("fix    run 'nfs2s3 schema migrate'");
            assertThat(commands.run("worker --until-empty").code())
                    .as("daemons and workers do without")
                    .isZero();

            assertThat(commands.done("schema migrate")).contains("nfs2s3.kind: the kinds of the settings were written");
            assertThat(commands.run("doctor").code()).isZero();
            assertThat(SqlUploads.enqueue(connection, "audio/1.mp3")).isEqualTo("OUTBOX");
        } finally {
            site.application().sqlHook().write();
        }
    }

    @Test
    void a_statement_that_changed_is_missed_until_it_is_written() {
        Commands commands = new Commands(site.settingsFile(STATEMENT));
        assertThat(commands.run("doctor").out())
                .contains("error    SETTINGS_IN_DATABASE  settings in the database")
                .anyMatch(line -> line.contains("not what catalog.siteUpdate says"));

        assertThat(commands.done("schema migrate")).contains("nfs2s3.site_update: catalog.siteUpdate was written");

        assertThat(commands.run("doctor").code()).isZero();
        site.application().sqlHook().write();
    }

    @Test
    void a_statement_that_the_database_does_not_understand_is_told_in_one_line() {
        Commands commands = new Commands(site.settingsFile("catalog.siteUpdate = \"UPDATE foto SET a = :path\""));

        Commands.Ran ran = commands.run("schema migrate");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err())
                .singleElement()
                .asString()
                .startsWith("nfs2s3: catalog.siteUpdate cannot be written into the database: ")
                .contains("\"foto\" does not exist");
    }

    @Test
    void that_the_ledger_has_no_month_is_told_and_stops_no_worker() {
        String role = site.bucket() + "_worker";
        String month = "nfs2s3." + PresentMonth.table(PresentMonth.of(site));
        execute("ALTER TABLE nfs2s3.ledger DETACH PARTITION " + month);
        execute("CREATE ROLE " + role + " LOGIN PASSWORD 'a'; GRANT USAGE ON SCHEMA nfs2s3 TO " + role
                + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nfs2s3 TO " + role);
        try {
            assertThat(new Commands(site.settingsFile()).done("schema migrate"))
                    .filteredOn(line -> line.startsWith("nfs2s3.ledger: "))
                    .singleElement()
                    .asString()
                    .matches("nfs2s3.ledger: has no table for \\d{4}-\\d\\d; 'nfs2s3 doctor' says more");

            Commands.Ran ran = new Commands(site.settingsFile("database { user = " + role + ", password = a }"))
                    .run("worker --until-empty");
            assertThat(ran.code()).as(ran.err().toString()).isZero();
            assertThat(ran.err())
                    .anyMatch(line -> line.endsWith("GRANT EXECUTE ON FUNCTION nfs2s3.ensure_ledger() TO " + role));
            assertThat(new Commands(site.settingsFile())
                            .run("worker --until-empty")
                            .err())
                    .noneMatch(line -> line.contains("ledger"));
        } finally {
            execute("DROP OWNED BY " + role + "; DROP ROLE " + role + "; DROP TABLE " + month);
            site.application().ledger().ensureMonths();
        }
    }

    @Test
    void counters_of_another_table_are_counted_anew_and_it_is_told_how_many_were_wrong() {
        Commands commands = new Commands(site.settingsFile());
        execute("UPDATE nfs2s3.media_count_basis SET basis = 'of the backup';"
                + "INSERT INTO nfs2s3.media_count (kind, state, files, bytes) VALUES ('image', 'HELD', 7, 0)");

        List<String> told = counters(commands);

        assertThat(told).hasSize(2);
        assertThat(told.get(0)).contains("of another table", "all files are counted anew");
        assertThat(told.get(1))
                .matches("all files were counted anew in \\d+\\.\\d s; 1 counters were wrong, and are right now");
        assertThat(site.application().counters().prove()).allMatch(Counter::isExact);
        assertThat(counters(commands))
                .singleElement()
                .asString()
                .contains("are of this table", "'nfs2s3 progress reconcile' proves them");
    }

    @Test
    void counters_that_another_process_counts_are_not_said_to_be_right() {
        Commands commands = new Commands(site.settingsFile());
        execute("UPDATE nfs2s3.media_count_basis SET basis = 'of the backup'");
        site.jdbi().useTransaction(other -> {
            String alone = "SELECT pg_try_advisory_xact_lock(hashtextextended('nfs2s3.media_count', 0))";
            assertThat(other.createQuery(alone).mapTo(Boolean.class).one()).isTrue();

            assertThat(counters(commands))
                    .last()
                    .asString()
                    .contains("are of another table", "another process counts all files");
        });

        assertThat(counters(commands)).last().asString().endsWith("no counter was wrong");
    }

    /** What it says of them. */
    private static List<String> counters(Commands commands) {
        String name = "nfs2s3.media_count: ";
        return commands.done("schema migrate").stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .toList();
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.createScript(sql).execute());
    }
}
