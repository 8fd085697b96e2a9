package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.testing.TestSite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code doctor} says of the ledger. */
class DoctorLedgerIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Application application = site.application();

    private static Answer look() throws Exception {
        Check check = application.doctor().checks().stream()
                .filter(one -> one.code().equals("catalog.ledger"))
                .findFirst()
                .orElseThrow();
        return check.look().look();
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
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
        assertThat(answer.detail()).contains("not recorded", "media_ledger");
        execute(answer.remedy().substring(answer.remedy().indexOf("ALTER")));
    }

    @Test
    void a_month_ahead_without_a_table_is_a_warning() throws Exception {
        execute("DO $$ BEGIN EXECUTE 'DROP TABLE nfs2s3.ledger_' || to_char((now() AT TIME ZONE 'UTC')"
                + " + interval '1 month', 'YYYYMM'); END $$");

        assertThat(look().level()).isEqualTo(Level.WARNING);
        assertThat(look().detail()).startsWith("has no table for 20");
        assertThat(look().remedy()).contains("schema migrate");
    }

    @Test
    void lines_in_the_default_table_are_a_warning() throws Exception {
        execute("INSERT INTO nfs2s3.ledger (at, act) VALUES ('2024-02-10', 'FLIP')");

        assertThat(look().level()).isEqualTo(Level.WARNING);
        assertThat(look().detail()).startsWith("1 lines are in nfs2s3.ledger_default");
    }
}
