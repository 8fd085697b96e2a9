package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.catalog.SupersededObjects;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.database.SchemaException;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.lab.devstack.PgBouncer;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.testing.Wire;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PgBouncer between nfs2s3 and the database, where there is one. */
class PgBouncerIT {
    private static final int FILES = 30;
    private static final String SETTINGS =
            "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings"
                    + " WHERE name LIKE 'enable%' OR name LIKE '%timeout' OR name LIKE 'tcp%' OR name IN ('search_path')";

    @RegisterExtension
    private final TestSite site = TestSite.open();

    /** In front of the database of the site; skips the test where there is none. */
    private PgBouncer bouncer(String mode, String... more) {
        PgBouncer.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        return site.closing(PgBouncer.start(site.addresses(), mode, more));
    }

    private String setting(PgBouncer bouncer) {
        return "database.url = \"" + bouncer.through(site.databaseUrl()) + "\"";
    }

    private void upload(UploadHook hook, Enqueued way, String name) {
        for (int i = 0; i < FILES; i++) {
            String path = "images/" + name + i + ".jpg";
            site.write(path, path);
            assertThat(hook.fileUploaded(path)).isEqualTo(way);
        }
    }

    /** What other clients of the pooler find in their sessions. */
    private List<String> settings(PgBouncer bouncer) {
        TreeSet<String> found = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            try (Connection connection = DriverManager.getConnection(
                            bouncer.through(site.databaseUrl()) + "?prepareThreshold=0",
                            site.addresses().databaseUser(),
                            site.addresses().databasePassword());
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SETTINGS)) {
                row.next();
                found.add(row.getString(1));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return List.copyOf(found);
    }

    /** Uploads by both ways, drain, copies, flips, URLs, a lock that is held: in sessions of their own or in lent ones. */
    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction"})
    void uploads_drain_copies_and_urls_work(String mode) {
        PgBouncer bouncer = bouncer(mode, "server_round_robin = 1");
        List<String> before = settings(bouncer);
        TcpProxy sqs = site.closing(Wire.toSqs(site));
        Application application = site.application(setting(bouncer), Wire.sqsSetting(sqs), "upload.budget = 20 s");
        try (UploadHook hook = application.hook();
                MigrationWorker worker = application.worker()) {
            upload(hook, Enqueued.SQS, "a");
            sqs.refuse();
            upload(hook, Enqueued.OUTBOX, "b");
            sqs.accept();

            assertThat(application.drainer().drain().sent()).isEqualTo(FILES);
            worker.runUntilEmpty();

            assertThat(site.query("SELECT DISTINCT state FROM nfs2s3.media")).containsExactly("MIGRATED");
            assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isEqualTo(2 * FILES);
            assertThat(application.resolver().url("images/a1.jpg").orElseThrow())
                    .startsWith("https://cdn");
            assertThat(application.progress().report().media().total()).isEqualTo(2 * FILES);
        }
        assertThat(settings(bouncer))
                .as("nothing of ours stays in a session that others use")
                .isEqualTo(before);
        assertThat(site.count("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction"})
    void a_lock_that_others_hold_leaves_nobody_waiting(String mode) {
        PgBouncer bouncer = bouncer(mode);
        Application application = site.application(
                setting(bouncer),
                "upload { budget = 800 ms, retryDatabaseAfter = 1 s, poolSize = 3 }",
                "database.socketTimeout = 2 s");
        String waiting = "SELECT count(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock'";
        AtomicLong most = new AtomicLong();
        try (UploadHook hook = application.hook();
                Handle other = site.jdbi().open()) {
            site.await(
                    () -> { // the first call of a cold process may be too late
                        hook.fileUploaded("images/before.jpg");
                        return site.count("SELECT count(*) FROM nfs2s3.media") == 1;
                    });
            other.begin();
            other.execute("LOCK TABLE nfs2s3.media IN ACCESS EXCLUSIVE MODE");
            Together.run(4, thread -> () -> {
                for (int i = 0; i < 20; i++) {
                    hook.fileUploaded("images/" + thread + ".jpg");
                    most.accumulateAndGet(site.count(waiting), Math::max);
                }
                return thread;
            });
            assertThatThrownBy(() -> application.catalog().find(MediaPath.of("images/before.jpg")))
                    .isInstanceOf(JdbiException.class);

            site.await(() -> site.count(waiting) == 0);
            other.rollback();
        }
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(site.query("SELECT path FROM nfs2s3.media")).containsExactly("images/before.jpg");
    }

    @Test
    void sessions_of_their_own_are_what_the_daemon_wants() {
        PgBouncer bouncer = bouncer("session");

        assertThat(site.application(setting(bouncer)).doctor().examine()).allMatch(Finding::ok);
        assertThat(site.application(setting(bouncer)).schema().migrate()).isZero();
        List<String> names = new ArrayList<>();
        site.application(setting(bouncer))
                .backfills()
                .names(Source.QUERY, "SELECT 'images/' || n FROM generate_series(1, 5000) n")
                .forEach(entry -> names.add(String.valueOf(entry)));
        assertThat(names).hasSize(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server_round_robin = 0", "server_round_robin = 1", "default_pool_size = 1"})
    void lent_sessions_are_refused_in_plain_words(String pooler) {
        PgBouncer bouncer = bouncer("transaction", pooler);
        Application application = site.application(setting(bouncer));

        assertThat(application.doctor().examine())
                .filteredOn(finding -> !finding.ok())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject()).isEqualTo("database");
                    assertThat(finding.text())
                            .contains("lends its sessions by transaction (PgBouncer: pool_mode = transaction)")
                            .contains("pool_mode = session");
                });
        assertThatThrownBy(() -> application.schema().migrate()).isInstanceOf(SchemaException.class);
        assertThatThrownBy(() -> application.backfills().names(Source.QUERY, "SELECT 'images/1.jpg'"))
                .isInstanceOf(SchemaException.class);
    }

    @Test
    void the_daemon_does_not_start_on_lent_sessions() {
        PgBouncer bouncer = bouncer("transaction");
        try (JavaProcess daemon = JavaProcess.nfs2s3(
                "daemon", "--config", site.settingsFile(setting(bouncer)).toString())) {
            assertThat(daemon.exitCode()).isEqualTo(3);
            assertThat(daemon.output()).contains("nfs2s3: database: database.url leads to a connection pooler");
        }
    }

    /** What limits a transaction there comes first in it, and must not fix its isolation. */
    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction"})
    void objects_are_claimed_where_the_site_runs_above_read_committed(String mode) {
        String name = site.query("SELECT current_database()").get(0);
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "ALTER DATABASE " + name + " SET default_transaction_isolation = 'serializable'"));
        PgBouncer bouncer = bouncer(mode);
        DatabaseSettings settings = new DatabaseSettings(
                bouncer.through(site.databaseUrl()),
                site.addresses().databaseUser(),
                site.addresses().databasePassword(),
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        Jdbi jdbi = Database.jdbi(site.closing(Database.pool(settings, "claims")));

        String isolation = jdbi.withHandle(handle -> handle.createQuery("SHOW default_transaction_isolation")
                .mapTo(String.class)
                .one());
        assertThat(isolation).isEqualTo("serializable");
        site.jdbi().useHandle(handle -> handle.execute("""
                CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION ''at %'', current_setting(''transaction_isolation''); END';
                CREATE TRIGGER told BEFORE UPDATE ON nfs2s3.superseded FOR EACH STATEMENT EXECUTE FUNCTION told()"""));
        assertThatThrownBy(() -> new SupersededObjects(jdbi).claim(List.of()))
                .hasMessageContaining("at read committed");
    }

    @Test
    void two_drainers_behind_a_pooler_send_everything_once() {
        PgBouncer bouncer = bouncer("transaction");
        Application one = site.application(setting(bouncer));
        Application other = site.application(setting(bouncer));
        List<FileVersion> uploads = Copies.paths("lent", 200).stream()
                .map(path -> new FileVersion(path, 1))
                .toList();
        one.outbox().append(uploads);

        List<Long> sent = Together.run(4, thread -> () -> {
            long mine = 0;
            while (one.outbox().status().depth() > 0) {
                mine += (thread % 2 == 0 ? one : other)
                        .drainer()
                        .drain(20, n -> true)
                        .sent();
            }
            return mine;
        });

        assertThat(sent.stream().mapToLong(Long::longValue).sum()).isEqualTo(200);
    }
}
