package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the server holds our sessions to. */
class ServerLimitsIT {
    private static final int POOL = 3;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static Jdbi jdbi;

    @BeforeAll
    static void open() {
        jdbi = Database.jdbi(site.closing(Database.pool(settings(site.databaseUrl()), "limited")));
        site.jdbi().useHandle(handle -> handle.execute("CREATE TABLE locked AS SELECT 1 AS n"));
    }

    private static DatabaseSettings settings(String url) {
        return settings(url, Duration.ofSeconds(2));
    }

    private static DatabaseSettings settings(String url, Duration socketTimeout) {
        return new DatabaseSettings(
                url,
                site.addresses().databaseUser(),
                site.addresses().databasePassword(),
                POOL,
                Duration.ofSeconds(5),
                socketTimeout);
    }

    private static String show(String setting) {
        return jdbi.withHandle(handle ->
                handle.createQuery("SHOW " + setting).mapTo(String.class).one());
    }

    private static String state(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    @Test
    void every_session_of_a_pool_has_limits_shorter_than_the_clients_own() {
        assertThat(show("statement_timeout")).isEqualTo("1800ms");
        assertThat(show("lock_timeout")).isEqualTo("900ms");
        assertThat(show("idle_in_transaction_session_timeout")).isEqualTo("1800ms");
        assertThat(show("tcp_keepalives_idle")).isEqualTo("30");
        assertThat(show("tcp_keepalives_count")).isEqualTo("3");
    }

    @Test
    void a_limit_of_the_dba_that_is_shorter_still_stays() {
        String url = site.databaseUrl() + (site.databaseUrl().contains("?") ? "&" : "?")
                + "options=-c%20lock_timeout%3D300%20-c%20statement_timeout%3D60000";
        try (HikariDataSource strict = Database.pool(settings(url), "strict");
                Handle handle = Database.jdbi(strict).open()) {
            assertThat(handle.createQuery("SHOW lock_timeout")
                            .mapTo(String.class)
                            .one())
                    .isEqualTo("300ms");
            assertThat(handle.createQuery("SHOW statement_timeout")
                            .mapTo(String.class)
                            .one())
                    .isEqualTo("1800ms");
        }
    }

    @Test
    void a_caller_with_a_deadline_waits_for_locks_until_then() {
        List<String> limits = TransactionRetry.inTransaction(
                jdbi,
                Deadline.in(Duration.ofMinutes(1)),
                handle -> handle.createQuery("SELECT setting FROM pg_settings WHERE name IN"
                                + " ('statement_timeout', 'lock_timeout')")
                        .mapTo(String.class)
                        .list());

        assertThat(limits).containsExactly("1800", "1800");
    }

    @Test
    void what_our_own_limits_end_is_told_with_their_setting() {
        assertThat(text(() -> jdbi.useHandle(handle -> handle.execute("SELECT pg_sleep(60)"))))
                .endsWith("see database.socketTimeout");
        try (TcpProxy proxy = Wire.toDatabase(site);
                HikariDataSource pool = Database.pool(settings(Wire.databaseUrl(site, proxy)), "through")) {
            Jdbi through = Database.jdbi(pool);
            through.useHandle(handle -> {
                proxy.blackHole();
                assertThat(text(() -> handle.execute("SELECT 1"))).endsWith("see database.socketTimeout");
            });
            assertThat(text(() -> through.useHandle(handle -> handle.execute("SELECT 1"))))
                    .endsWith("see database.connectTimeout");
        }
        assertThat(text(() -> jdbi.useHandle(handle -> handle.execute("SELECT 1 / 0"))))
                .doesNotContain("database.");
    }

    private static String text(Runnable call) {
        try {
            call.run();
            return "";
        } catch (JdbiException e) {
            return DatabaseErrors.text(e);
        }
    }

    @Test
    void a_lock_that_others_hold_is_an_outage_and_leaves_nobody_waiting() {
        try (Handle other = site.jdbi().open()) {
            other.begin();
            other.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("UPDATE locked SET n = 2")))
                        .isInstanceOf(JdbiException.class)
                        .satisfies(error -> {
                            assertThat(state(error)).isEqualTo("55P03");
                            assertThat(DatabaseErrors.isOutage(error)).isTrue();
                        });
                assertThat(site.count("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'limited'"))
                        .isLessThanOrEqualTo(POOL);
            }
            other.rollback();
        }
        assertThat(site.query("SELECT n::text FROM locked")).containsExactly("1");
    }

    @Test
    void a_statement_that_takes_too_long_is_ended_by_the_server_and_its_connection_stays() {
        // The server is ahead of the client by a tenth: long enough here for a server that gets no CPU for a while.
        try (HikariDataSource slow = Database.pool(settings(site.databaseUrl(), Duration.ofSeconds(20)), "slow")) {
            int before = slow.getHikariPoolMXBean().getTotalConnections();
            assertThatThrownBy(() -> Database.jdbi(slow).useHandle(handle -> handle.execute("SELECT pg_sleep(60)")))
                    .satisfies(error -> {
                        assertThat(state(error)).isEqualTo("57014");
                        assertThat(DatabaseErrors.isOutage(error)).isTrue();
                    });
            assertThat(slow.getHikariPoolMXBean().getTotalConnections()).isGreaterThanOrEqualTo(Math.min(1, before));
            assertThat(site.count("SELECT count(*) FROM pg_stat_activity"
                            + " WHERE application_name = 'slow' AND state = 'active' AND query LIKE '%pg_sleep%'"))
                    .isZero();
        }
    }

    @Test
    void a_transaction_that_stands_still_is_ended_with_its_locks() {
        try (Handle stuck = jdbi.open()) {
            stuck.begin();
            stuck.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");

            site.await(() -> site.count("SELECT count(*) FROM locked") == 1);

            assertThatThrownBy(() -> stuck.execute("SELECT 1"))
                    .satisfies(
                            error -> assertThat(DatabaseErrors.isOutage(error)).isTrue());
        } catch (JdbiException e) {
            assertThat(DatabaseErrors.isOutage(e))
                    .as("the end of a session that is gone")
                    .isTrue();
        }
        int n = jdbi.withHandle(handle ->
                handle.createQuery("SELECT n FROM locked").mapTo(Integer.class).one());
        assertThat(n).isEqualTo(1);
    }

    @Test
    void what_its_caller_gave_up_is_neither_waited_for_nor_committed() {
        assertThatThrownBy(() -> TransactionRetry.inTransaction(
                        jdbi, Deadline.in(Duration.ofMillis(200)), handle -> handle.execute("SELECT pg_sleep(1)")))
                .satisfies(error -> assertThat(state(error)).isEqualTo("57014"));

        assertThatThrownBy(() -> TransactionRetry.inTransaction(jdbi, Deadline.in(Duration.ofMillis(200)), handle -> {
                    handle.execute("UPDATE locked SET n = 3");
                    for (int i = 0; i < 4; i++) {
                        handle.execute("SELECT pg_sleep(0.1)"); // each within the limit, all together not
                    }
                    return true;
                }))
                .satisfies(error -> assertThat(DatabaseErrors.isOutage(error)).isTrue());

        assertThat(site.query("SELECT n::text FROM locked")).containsExactly("1");
        assertThat(show("statement_timeout")).as("of the session, as before").isEqualTo("1800ms");
    }

    @Test
    void other_columns_than_when_it_was_planned_are_no_error() {
        site.jdbi().useHandle(handle -> handle.execute("CREATE TABLE grows AS SELECT 1 AS a"));
        for (int i = 0; i < 20; i++) {
            int column = i;
            if (i >= 10) {
                site.jdbi().useHandle(handle -> handle.execute("ALTER TABLE grows ADD COLUMN c" + column + " int"));
            }
            int rows = TransactionRetry.inTransaction(jdbi, handle -> {
                handle.execute("UPDATE grows SET a = a + 1");
                return handle.createQuery("SELECT * FROM grows")
                        .mapToMap()
                        .list()
                        .size();
            });
            assertThat(rows).isEqualTo(1);
        }
        assertThat(site.query("SELECT a::text FROM grows")).containsExactly("21");
    }
}
