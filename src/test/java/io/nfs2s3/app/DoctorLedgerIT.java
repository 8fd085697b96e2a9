package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.testing.PresentMonth;
import io.nfs2s3.testing.TestSite;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code doctor} says of the ledger. */
class DoctorLedgerIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Application application = site.application();

    private final YearMonth present = PresentMonth.of(site);

    /** Who makes months waits for 300 ms for a lock on this table, and a vacuum of what a test puts there takes longer. */
    @BeforeAll
    static void keepVacuumAway() {
        execute("ALTER TABLE nfs2s3.ledger_default SET (autovacuum_enabled = off)");
    }

    private static Answer look() throws Exception {
        return look(application);
    }

    private static Answer look(Application application) throws Exception {
        Check check = application.doctor().checks().stream()
                .filter(one -> one.code() == CheckCode.DATABASE_LEDGER)
                .findFirst()
                .orElseThrow();
        return check.look().look();
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    /** The schema was made with the months of its own, which may be the one before. */
    @BeforeEach
    void makeMonths() {
        application.ledger().ensureMonths();
    }

    @AfterEach
    void cure() throws Exception {
        application.ledger().ensureMonths();
        assertThat(look().level()).isEqualTo(Level.OK);
    }

    @Test
    void a_trigger_that_is_off_is_broken() throws Exception {
        execute("ALTER TABLE nfs2s3.media DISABLE TRIGGER media_ledger");

        Answer answer = look();
        assertThat(answer.level()).isEqualTo(Level.BROKEN);
        assertThat(answer.detail()).contains("not be recorded").endsWith(": media_ledger of nfs2s3.media");
        execute("ALTER TABLE nfs2s3.media ENABLE TRIGGER media_ledger");
    }

    @Test
    void a_month_or_a_ledger_that_may_be_changed_is_broken() throws Exception {
        for (String relation : List.of("ledger", "ledger_default", month(0))) {
            for (String trigger : List.of("ledger_append_only", "ledger_kept")) {
                execute("ALTER TABLE ONLY nfs2s3." + relation + " DISABLE TRIGGER " + trigger);

                assertThat(look().level()).isEqualTo(Level.BROKEN);
                assertThat(look().detail()).endsWith(": " + trigger + " of nfs2s3." + relation);
                execute("ALTER TABLE ONLY nfs2s3." + relation + " ENABLE TRIGGER " + trigger);
            }
        }
    }

    private String month(int ahead) {
        return PresentMonth.table(present.plusMonths(ahead));
    }

    @Test
    void a_user_who_cannot_make_months_is_told_what_is_missing() throws Exception {
        String role = "maker_" + site.bucket();
        site.jdbi()
                .useHandle(handle -> handle.createScript("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'; GRANT USAGE"
                                + " ON SCHEMA nfs2s3 TO " + role)
                        .execute());
        try (Application other =
                new Application(site.settings("database { user = " + role + ", password = secret }"))) {
            assertThat(look(other).level()).isEqualTo(Level.WARNING);
            String remedy = look(other).remedy();
            assertThat(remedy).endsWith("GRANT EXECUTE ON FUNCTION nfs2s3.ensure_ledger() TO " + role);

            execute(remedy.substring(remedy.indexOf("GRANT")));
            assertThat(look(other).level()).isEqualTo(Level.OK);
            assertThat(other.ledger().ensureMonths()).isZero();
        } finally {
            site.jdbi()
                    .useHandle(handle -> handle.createScript("DROP OWNED BY " + role + "; DROP ROLE " + role)
                            .execute());
        }
    }

    @Test
    void a_month_ahead_without_a_table_is_a_warning() throws Exception {
        execute("ALTER TABLE nfs2s3.ledger DETACH PARTITION nfs2s3." + month(1));

        assertThat(look().detail()).startsWith("has no table for 20");
        assertThat(application.ledger().ensureMonths()).isZero();
        assertThat(look().remedy()).contains("a table that is no part of the ledger is in its place");
        execute("DROP TABLE nfs2s3." + month(1));

        assertThat(look().level()).isEqualTo(Level.WARNING);
        assertThat(look().detail()).startsWith("has no table for 20");
        assertThat(look().remedy()).contains("schema migrate");
    }

    @Test
    void lines_in_the_default_table_are_a_warning() throws Exception {
        execute("INSERT INTO nfs2s3.ledger (at, act) VALUES ('2024-02-10', 'FLIP')");

        assertThat(look().level()).isEqualTo(Level.WARNING);
        assertThat(look().detail()).startsWith("has 1 lines in nfs2s3.ledger_default");
        assertThat(look().remedy()).contains("schema migrate");
    }

    @Test
    void lines_that_are_too_many_to_move_need_no_cure() throws Exception {
        execute("INSERT INTO nfs2s3.ledger (at, act) SELECT '2023-02-10', 'FLIP' FROM generate_series(1, 100001)");

        assertThat(look().level()).isEqualTo(Level.WARNING);
        assertThat(look().detail()).endsWith("too many to move, of 2023-02");
        assertThat(look().remedy()).contains("none is needed").doesNotContain("migrate");
        application.ledger().prune(YearMonth.of(2023, 2));
    }
}
