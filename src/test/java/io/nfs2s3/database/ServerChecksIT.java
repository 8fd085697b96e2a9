package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.testing.TestSite;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database that is set up badly in one way each, or whose tables are: {@code doctor} names it, and what cures it. */
class ServerChecksIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static Answer look(CheckCode code, String... more) throws Exception {
        Settings settings = site.settings(more);
        try (HikariDataSource pool = Database.pool(settings.database(), "nfs2s3-checks")) {
            Check check = ServerChecks.of(Database.jdbi(pool), settings.database(), DatabaseChecks.REACHED).stream()
                    .filter(one -> one.code() == code)
                    .findFirst()
                    .orElseThrow();
            return check.look().look();
        }
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    /** What is set for the database holds for the connections that are opened then. */
    private static void set(String what) {
        execute("ALTER DATABASE " + site.bucket() + " " + what);
    }

    @Test
    void an_encoding_that_lacks_characters_is_broken() throws Exception {
        String other = "latin_" + site.bucket();
        execute("CREATE DATABASE " + other + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        try {
            Answer answer = look(
                    CheckCode.DATABASE_ENCODING,
                    "database.url = \"" + site.databaseUrl().replace(site.bucket(), other) + "\"");
            assertThat(answer.level()).isEqualTo(Level.BROKEN);
            assertThat(answer.text()).contains("is LATIN1", "ENCODING 'UTF8'");
        } finally {
            execute("DROP DATABASE " + other + " WITH (FORCE)");
        }
        assertThat(look(CheckCode.DATABASE_ENCODING)).isEqualTo(Answer.good("is UTF8"));
    }

    @Test
    void commits_that_a_crash_may_lose_are_a_warning() throws Exception {
        assertThat(look(CheckCode.DATABASE_DURABILITY).text()).doesNotContain("synchronous_commit = off");
        set("SET synchronous_commit = off");
        try {
            assertThat(look(CheckCode.DATABASE_DURABILITY).level()).isEqualTo(Level.WARNING);
            assertThat(look(CheckCode.DATABASE_DURABILITY).detail())
                    .contains("may lose uploads that were accepted")
                    .endsWith("synchronous_commit = off");
        } finally {
            set("RESET synchronous_commit");
        }
    }

    @Test
    void fewer_connections_than_the_pool_wants_are_a_warning() throws Exception {
        set("CONNECTION LIMIT 2");
        try {
            assertThat(look(CheckCode.DATABASE_CONNECTIONS).level()).isEqualTo(Level.WARNING);
            assertThat(look(CheckCode.DATABASE_CONNECTIONS).text())
                    .contains("one process of it may open 5", "CONNECTION LIMIT", "database.poolSize");
        } finally {
            set("CONNECTION LIMIT -1");
        }
        assertThat(look(CheckCode.DATABASE_CONNECTIONS).detail()).startsWith("there is room for ");
    }

    @Test
    void the_pools_of_all_hosts_are_reckoned_with() throws Exception {
        try (HikariDataSource one = daemon("one");
                HikariDataSource two = daemon("two");
                HikariDataSource three = daemon("three");
                Connection ofOne = connected(one);
                Connection ofTwo = connected(two);
                Connection ofThree = connected(three)) {
            set("CONNECTION LIMIT 12");
            assertThat(List.of(ofOne, ofTwo, ofThree)).allMatch(ServerChecksIT::isOpen);
            assertThat(look(CheckCode.DATABASE_CONNECTIONS).level()).isEqualTo(Level.WARNING);
            assertThat(look(CheckCode.DATABASE_CONNECTIONS).detail()).endsWith("and 3 processes of it may open 15");
        } finally {
            set("CONNECTION LIMIT -1");
        }
    }

    private static HikariDataSource daemon(String host) {
        return Database.pool(site.settings().database(), "nfs2s3", "nfs2s3 daemon@" + host);
    }

    private static boolean isOpen(Connection connection) {
        try {
            return !connection.isClosed();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** In a transaction, so that a pooler lends its session to nobody else. */
    private static Connection connected(HikariDataSource pool) throws SQLException {
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
        return connection;
    }

    @Test
    void a_time_limit_of_the_dba_that_no_batch_keeps_is_a_warning_and_our_own_is_none() throws Exception {
        assertThat(look(CheckCode.DATABASE_TIMEOUTS, "database.socketTimeout = 3 s")
                        .level())
                .isEqualTo(Level.OK);
        set("SET statement_timeout = '2s'");
        try {
            assertThat(look(CheckCode.DATABASE_TIMEOUTS).level()).isEqualTo(Level.WARNING);
            assertThat(look(CheckCode.DATABASE_TIMEOUTS).text())
                    .contains("statement_timeout = 2000 ms", "RESET it, or set 5000 ms or more");
        } finally {
            set("RESET statement_timeout");
        }
    }

    @Test
    void a_table_that_is_never_vacuumed_is_a_warning() throws Exception {
        execute("ALTER TABLE nfs2s3.media SET (autovacuum_enabled = off)");
        try {
            assertThat(look(CheckCode.DATABASE_VACUUM).level()).isEqualTo(Level.WARNING);
            assertThat(look(CheckCode.DATABASE_VACUUM).text())
                    .contains("is off for nfs2s3.media:", "RESET (autovacuum_enabled)");
        } finally {
            execute("ALTER TABLE nfs2s3.media RESET (autovacuum_enabled)");
        }
        assertThat(look(CheckCode.DATABASE_VACUUM)).isEqualTo(Answer.good("is on for every table"));
    }

    @Test
    void an_index_that_is_gone_or_invalid_is_a_warning() throws Exception {
        execute("DROP INDEX nfs2s3.media_queued");
        execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'nfs2s3.media_failed'::regclass");
        try {
            assertThat(look(CheckCode.DATABASE_INDEXES).level()).isEqualTo(Level.WARNING);
            assertThat(look(CheckCode.DATABASE_INDEXES).text())
                    .contains("are read: media_failed, media_queued", "CREATE INDEX CONCURRENTLY");
        } finally {
            execute("UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'nfs2s3.media_failed'::regclass");
            execute("CREATE INDEX media_queued ON nfs2s3.media (queued_at, id) WHERE state = 'QUEUED'");
        }
        assertThat(look(CheckCode.DATABASE_INDEXES).level()).isEqualTo(Level.OK);
    }

    /** Those of the months of the ledger are made with them. */
    @Test
    void every_index_of_the_migrations_that_no_constraint_makes_is_looked_for() {
        assertThat(site.query("""
                        SELECT c.relname FROM pg_index i
                            JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
                        WHERE c.relnamespace = 'nfs2s3'::regnamespace AND NOT c.relispartition
                            AND t.relname <> 'flyway_schema_history'
                            AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
                        """)).containsAll(ServerChecks.INDEXES).hasSameSizeAs(ServerChecks.INDEXES);
    }
}
