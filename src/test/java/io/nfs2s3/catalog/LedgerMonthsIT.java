package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The months of the ledger: no flip fails for want of one, and none waits for one that is made. */
class LedgerMonthsIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final CatalogRig rig = new CatalogRig(site);
    private final Ledger ledger = site.application().ledger();
    private final YearMonth present =
            YearMonth.from(site.application().databaseClock().instant().atZone(ZoneOffset.UTC));

    private static String table(YearMonth month) {
        return "ledger_%04d%02d".formatted(month.getYear(), month.getMonthValue());
    }

    private List<String> tables() {
        return site.query("SELECT inhrelid::regclass::text FROM pg_inherits"
                + " WHERE inhparent = 'nfs2s3.ledger'::regclass ORDER BY 1");
    }

    private long linesIn(String table) {
        return site.count("SELECT count(*) FROM nfs2s3." + table);
    }

    private void drop(YearMonth month) {
        site.jdbi().useHandle(handle -> handle.execute("DROP TABLE nfs2s3." + table(month)));
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
        assertThat(linesIn(table(present))).isEqualTo(1);
        assertThat(linesIn("ledger_202402")).isEqualTo(2);
        assertThat(linesIn("ledger_202403")).isEqualTo(3);
        assertThat(ledger.ensureMonths()).isZero();
        flip("later");
        assertThat(linesIn(table(present))).isEqualTo(2);
    }

    @Test
    void lines_that_are_too_many_to_move_stay_and_so_does_what_comes() {
        drop(present);
        old(present + "-01T00:00:00Z", 100_001);

        assertThat(ledger.ensureMonths()).isZero();
        flip("on");

        assertThat(linesIn("ledger_default")).isEqualTo(100_002);
    }

    @Test
    void many_hosts_make_a_month_once() {
        drop(present.plusMonths(3));

        assertThat(Together.run(8, i -> ledger::ensureMonths))
                .containsOnlyOnce(1)
                .containsOnly(0, 1);
        assertThat(tables()).contains("nfs2s3." + table(present.plusMonths(3)));
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
        assertThat(linesIn(table(present))).isEqualTo(2);
        assertThat(tables()).contains("nfs2s3." + table(present.plusMonths(3)));
    }

    @Test
    void a_month_is_dropped_whole_and_the_ledger_says_so() {
        old("2024-02-10T00:00:00Z", 2);
        old("2024-03-10T00:00:00Z", 3);
        ledger.ensureMonths();
        old("2024-04-10T00:00:00Z", 4); // in the default table
        assertThat(ledger.monthsBefore(YearMonth.of(2024, 5)))
                .extracting(LedgerMonth::month)
                .containsExactly(YearMonth.of(2024, 2), YearMonth.of(2024, 3), YearMonth.of(2024, 4));
        assertThat(ledger.monthsBefore(YearMonth.of(2024, 4))).allMatch(month -> month.bytes() > 0);
        assertThat(ledger.lines(YearMonth.of(2024, 3))).isEqualTo(3);

        assertThat(ledger.prune(YearMonth.of(2024, 2))).isEqualTo(2);
        assertThat(ledger.prune(YearMonth.of(2024, 4))).isEqualTo(4);
        assertThat(ledger.prune(YearMonth.of(2024, 2))).isZero();

        assertThat(ledger.monthsBefore(present)).extracting(LedgerMonth::month).containsExactly(YearMonth.of(2024, 3));
        assertThat(site.query("SELECT reason FROM nfs2s3.ledger WHERE act = 'PRUNE' ORDER BY id"))
                .containsExactly("2024-02: 2 lines", "2024-04: 4 lines");
        assertThatThrownBy(() -> ledger.prune(present)).hasMessageContaining("is not over");
    }

    @Test
    void a_month_that_cannot_be_dropped_stays_whole_and_flips_go_on() {
        old("2024-02-10T00:00:00Z", 2);
        ledger.ensureMonths();
        for (String read : List.of("ledger", "ledger_default")) {
            try (Handle backup = site.jdbi().open()) {
                backup.begin();
                backup.execute("LOCK TABLE ONLY nfs2s3." + read + " IN ACCESS SHARE MODE");

                assertThatThrownBy(() -> ledger.prune(YearMonth.of(2024, 2)))
                        .isInstanceOfSatisfying(
                                JdbiException.class,
                                e -> assertThat(DatabaseErrors.isOutage(e)).isTrue());
                flip("beside-" + read);
                backup.rollback();
            }
        }
        assertThat(linesIn("ledger_202402")).isEqualTo(2);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.ledger WHERE act = 'PRUNE'"))
                .isZero();
        assertThat(ledger.prune(YearMonth.of(2024, 2))).isEqualTo(2);
    }
}
