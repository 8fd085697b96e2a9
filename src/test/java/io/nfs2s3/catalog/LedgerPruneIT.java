package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.PresentMonth;
import io.nfs2s3.testing.TestSite;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Old months of the ledger are dropped whole, and flips hardly notice. */
class LedgerPruneIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final CatalogRig rig = new CatalogRig(site);
    private final Ledger ledger = site.application().ledger();
    private final YearMonth present = PresentMonth.of(site);

    private long linesIn(String table) {
        return site.count("SELECT count(*) FROM nfs2s3." + table);
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

        assertThat(ledger.monthsBefore(YearMonth.of(2025, 1)))
                .extracting(LedgerMonth::month)
                .containsExactly(YearMonth.of(2024, 3));
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

    /** The month is waited for before anything that a flip needs is locked. */
    @Test
    void no_flip_waits_while_the_month_is_waited_for() {
        old("2024-02-10T00:00:00Z", 2);
        ledger.ensureMonths();
        try (Handle backup = site.jdbi().open();
                Handle flip = site.jdbi().open()) {
            // not one second, in which this test may have no turn
            backup.execute("ALTER FUNCTION nfs2s3.prune_ledger(date) SET lock_timeout = '50s'");
            backup.begin();
            backup.execute("LOCK TABLE ONLY nfs2s3.ledger_202402 IN ACCESS SHARE MODE");
            CompletableFuture<Long> pruned = CompletableFuture.supplyAsync(() -> ledger.prune(YearMonth.of(2024, 2)));
            await().until(() -> site.count("SELECT count(*) FROM pg_locks WHERE NOT granted"
                            + " AND relation = 'nfs2s3.ledger_202402'::regclass")
                    == 1);

            flip.execute("SET lock_timeout = '5s'"); // less than is left of the wait
            flip.execute("INSERT INTO nfs2s3.media (path, kind, location, state, size_bytes, checksum, object_key,"
                    + " migrated_at) VALUES ('images/1.jpg', 'image', 'S3', 'MIGRATED', 1, 'CRC32C:a', 'k', now())");
            flip.execute("RESET lock_timeout");

            assertThat(pruned).isNotDone();
            backup.rollback();
            assertThat(pruned.join()).isEqualTo(2);
        }
        assertThat(site.count("SELECT count(*) FROM nfs2s3.ledger WHERE path = 'images/1.jpg'"))
                .isEqualTo(1);
    }
}
