package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.PresentMonth;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.time.YearMonth;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The months of the ledger: no flip fails for want of one, and none waits for one that is made. */
class LedgerMonthsIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final CatalogRig rig = new CatalogRig(site);
    private final Ledger ledger = site.application().ledger();
    private final YearMonth present = PresentMonth.of(site);

    /** The schema was made with those of its own month, which may be the one before. */
    @BeforeEach
    void makeMonths() {
        ledger.ensureMonths();
    }

    private List<String> tables() {
        return site.query("SELECT inhrelid::regclass::text FROM pg_inherits"
                + " WHERE inhparent = 'nfs2s3.ledger'::regclass ORDER BY 1");
    }

    private long linesIn(String table) {
        return site.count("SELECT count(*) FROM nfs2s3." + table);
    }

    private void drop(YearMonth month) {
        execute("DROP TABLE nfs2s3." + PresentMonth.table(month));
    }

    private void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.createScript(sql).execute());
    }

    /** Lines of long ago, in the default table. */
    private void old(String at, int count) {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO nfs2s3.ledger (at, act, path) SELECT ?::timestamptz, 'FLIP', 'images/old' || i"
                                + " FROM generate_series(1, ?) AS i",
                        at,
                        count));
    }

    private void flip(String name) {
        Copies.migrate(rig.catalog(), List.of(MediaPath.of("images/" + name + ".jpg")));
    }

    @Test
    void without_a_month_lines_go_to_the_default_table_and_from_there_to_their_month() {
        drop(present);
        flip("stray");
        old("2024-02-29T23:59:59.999999Z", 2);
        old("2024-03-01T00:00:00Z", 3);
        assertThat(linesIn("ledger_default")).isEqualTo(6);

        assertThat(ledger.ensureMonths()).isEqualTo(3);

        assertThat(linesIn("ledger_default")).isZero();
        assertThat(linesIn(PresentMonth.table(present))).isEqualTo(1);
        assertThat(linesIn("ledger_202402")).isEqualTo(2);
        assertThat(linesIn("ledger_202403")).isEqualTo(3);
        assertThat(ledger.ensureMonths()).isZero();
        flip("later");
        assertThat(linesIn(PresentMonth.table(present))).isEqualTo(2);
    }

    @Test
    void lines_that_are_too_many_to_move_stay_and_so_does_what_comes() {
        execute("ALTER TABLE nfs2s3.ledger_default SET (autovacuum_enabled = false)"); // it holds a lock for so many
        drop(present);
        old(present + "-01T00:00:00Z", 100_001);
        old("2031-03-01T00:00:00Z", 2);

        assertThat(ledger.ensureMonths()).isEqualTo(1);
        flip("on");

        assertThat(linesIn("ledger_default")).isEqualTo(100_002);
        assertThat(linesIn("ledger_203103")).isEqualTo(2);
        assertThat(ledger.monthsMissing()).containsExactly(present);
    }

    /** As an autovacuum does, which PostgreSQL ends for the sake of others after a second only. */
    @Test
    void a_month_whose_lines_somebody_holds_is_made_by_the_next_call() {
        old("2024-02-29T00:00:00Z", 2);
        try (Handle vacuum = site.jdbi().open()) {
            vacuum.begin();
            vacuum.execute("LOCK TABLE nfs2s3.ledger_default IN SHARE UPDATE EXCLUSIVE MODE");

            assertThat(ledger.ensureMonths()).isZero();
            vacuum.rollback();
        }
        assertThat(ledger.ensureMonths()).isEqualTo(1);
        assertThat(linesIn("ledger_202402")).isEqualTo(2);
    }

    @Test
    void a_time_that_is_in_no_month_is_refused() {
        for (String at : List.of("infinity", "-infinity", "294276-12-31T00:00:00Z")) {
            assertThatThrownBy(() -> old(at, 1)).hasMessageContaining("ledger_at_has_a_month");
        }
    }

    @Test
    void a_month_that_cannot_be_made_hinders_no_other() {
        drop(present.plusMonths(1));
        execute("CREATE TABLE nfs2s3.ledger_202402 (); CREATE TABLE nfs2s3." + PresentMonth.table(present.plusMonths(1))
                + " ()");
        drop(present.plusMonths(2));
        old("2024-02-29T00:00:00Z", 2);
        old("2024-03-01T00:00:00Z", 3);

        assertThat(ledger.ensureMonths()).isEqualTo(2);

        assertThat(tables()).contains("nfs2s3." + PresentMonth.table(present.plusMonths(2)), "nfs2s3.ledger_202403");
        assertThat(linesIn("ledger_default")).isEqualTo(2);
        assertThat(ledger.monthsMissing()).containsExactly(present.plusMonths(1));
    }

    @Test
    void a_month_that_was_detached_is_not_taken_for_one_of_the_ledger() {
        old("2024-02-29T00:00:00Z", 2);
        ledger.ensureMonths();
        execute("ALTER TABLE nfs2s3.ledger DETACH PARTITION nfs2s3.ledger_202402");
        execute("ALTER TABLE nfs2s3.ledger DETACH PARTITION nfs2s3." + PresentMonth.table(present));
        execute("ALTER TABLE nfs2s3." + PresentMonth.table(present) + " RENAME TO archive");

        assertThatThrownBy(() -> ledger.prune(YearMonth.of(2024, 2)))
                .hasMessageContaining("nfs2s3.ledger_202402 is no part of the ledger");
        assertThat(ledger.ensureMonths()).isEqualTo(1);

        assertThat(linesIn("ledger_202402")).isEqualTo(2);
        assertThat(ledger.monthsMissing()).isEmpty();
    }

    @Test
    void a_month_has_no_rights_of_its_own() {
        drop(present);
        String role = site.bucket() + "_granted";
        execute("CREATE ROLE " + role + "; ALTER DEFAULT PRIVILEGES IN SCHEMA nfs2s3 GRANT ALL ON TABLES TO " + role
                + ", PUBLIC");
        try {
            ledger.ensureMonths();

            assertThat(site.query(
                            "SELECT g.grantee::text FROM pg_class c, aclexplode(c.relacl) g WHERE c.oid = 'nfs2s3."
                                    + PresentMonth.table(present) + "'::regclass AND g.grantee <> c.relowner"))
                    .isEmpty();
        } finally {
            execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }

    @Test
    void many_hosts_make_a_month_once() {
        drop(present.plusMonths(3));

        assertThat(Together.run(8, i -> ledger::ensureMonths))
                .containsOnlyOnce(1)
                .containsOnly(0, 1);
        assertThat(tables()).contains("nfs2s3." + PresentMonth.table(present.plusMonths(3)));
    }

    @Test
    void a_month_is_made_while_a_flip_is_under_way_and_its_lines_are_where_they_belong() {
        drop(present.plusMonths(3));
        try (Handle flip = site.jdbi().open()) {
            flip.begin();
            flip.execute("INSERT INTO nfs2s3.media (path, kind, location, state, size_bytes, checksum, object_key,"
                    + " migrated_at) VALUES ('images/1.jpg', 'image', 'S3', 'MIGRATED', 1, 'CRC32C:a', 'k', now())");

            assertThat(ledger.ensureMonths()).isEqualTo(1);
            flip("other");

            flip.commit();
        }
        assertThat(linesIn(PresentMonth.table(present))).isEqualTo(2);
        assertThat(tables()).contains("nfs2s3." + PresentMonth.table(present.plusMonths(3)));
    }
}
