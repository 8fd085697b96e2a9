package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.SqlUploads;
import io.nfs2s3.testing.TestSite;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger says who it was, needs no rights of theirs, and is changed by nobody. */
class LedgerRightsIT {
    private static final String PATH = "images/1.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final CatalogRig rig = new CatalogRig(site);
    private static final String web = site.bucket() + "_web";
    private static final String daemon = site.bucket() + "_daemon";

    @BeforeAll
    static void open() {
        execute("CREATE ROLE " + web + " LOGIN PASSWORD 'a'; GRANT USAGE ON SCHEMA nfs2s3 TO " + web
                + "; GRANT EXECUTE ON FUNCTION nfs2s3.enqueue_upload(text) TO " + web);
        execute("CREATE ROLE " + daemon + " LOGIN PASSWORD 'a'; GRANT USAGE ON SCHEMA nfs2s3 TO " + daemon
                + "; GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA nfs2s3 TO " + daemon
                + "; GRANT EXECUTE ON FUNCTION nfs2s3.ensure_ledger() TO " + daemon);
        Copies.migrate(rig.catalog(), Copies.paths("", 1));
    }

    @AfterAll
    static void close() {
        List.of(web, daemon).forEach(role -> execute("DROP OWNED BY " + role + "; DROP ROLE " + role));
    }

    private static void execute(String sql) {
        try (Connection connection = SqlUploads.connect(site);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Connection connect(String role) throws SQLException {
        return DriverManager.getConnection(site.databaseUrl(), role, "a");
    }

    @Test
    void upload_code_with_the_function_alone_is_named_and_may_not_read_it() throws SQLException {
        try (Connection connection = connect(web);
                Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'upload.php'");
            statement.execute("CREATE TEMP TABLE ledger (LIKE pg_class)"); // not looked at
            SqlUploads.enqueue(connection, PATH);

            assertThatThrownBy(() -> statement.execute("SELECT FROM nfs2s3.ledger"))
                    .hasMessageContaining("permission");
            assertThatThrownBy(() -> statement.execute("SELECT nfs2s3.prune_ledger('2020-01-01')"))
                    .hasMessageContaining("permission");
            assertThatThrownBy(() -> statement.execute("SELECT nfs2s3.ensure_ledger()"))
                    .hasMessageContaining("permission");
            assertThatThrownBy(() -> statement.execute("SELECT nfs2s3.make_ledger_month(now())"))
                    .hasMessageContaining("permission");
            assertThatThrownBy(() -> statement.execute("SELECT nfs2s3.remove_from_ledger_default(now(), now())"))
                    .hasMessageContaining("permission");
            assertThatThrownBy(() -> statement.execute("CREATE TEMP TABLE mine (LIKE pg_class); CREATE TRIGGER t AFTER"
                            + " INSERT ON mine FOR EACH ROW EXECUTE FUNCTION nfs2s3.record_row()"))
                    .hasMessageContaining("permission");
        }
        assertThat(site.query("SELECT login || ' ' || application FROM nfs2s3.ledger WHERE act = 'REUPLOAD'"))
                .containsExactly(web + " upload.php");
    }

    @Test
    void a_user_of_the_daemon_makes_months_and_drops_none() throws SQLException {
        execute("DO $$ BEGIN EXECUTE (SELECT 'DROP TABLE ' || max(inhrelid::regclass::text) FROM pg_inherits WHERE"
                + " inhparent = 'nfs2s3.ledger'::regclass AND inhrelid::regclass::text NOT LIKE '%default'); END $$");
        try (Connection connection = connect(daemon);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1 / nfs2s3.ensure_ledger()");

            assertThatThrownBy(() -> statement.execute("SELECT nfs2s3.prune_ledger('2020-01-01')"))
                    .hasMessageContaining("permission");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE nfs2s3.ledger SET act = 'RETIRE'",
                "DELETE FROM nfs2s3.ledger",
                "TRUNCATE nfs2s3.ledger",
                "DO $$ BEGIN EXECUTE 'DELETE FROM ' || (SELECT tableoid::regclass FROM nfs2s3.ledger LIMIT 1); END $$",
                "DO $$ BEGIN EXECUTE 'TRUNCATE ' || (SELECT tableoid::regclass FROM nfs2s3.ledger LIMIT 1); END $$",
                "TRUNCATE nfs2s3.ledger_default"
            })
    void nobody_changes_a_line(String sql) throws SQLException {
        long lines = site.count("SELECT count(*) FROM nfs2s3.ledger WHERE act <> 'RETIRE'");
        assertThat(lines).isPositive();
        try (Connection owner = SqlUploads.connect(site);
                Connection other = connect(daemon)) {
            for (Connection connection : List.of(owner, other)) {
                try (Statement statement = connection.createStatement()) {
                    assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("append-only");
                }
            }
        }
        assertThat(site.count("SELECT count(*) FROM nfs2s3.ledger WHERE act <> 'RETIRE'"))
                .isEqualTo(lines);
    }
}
