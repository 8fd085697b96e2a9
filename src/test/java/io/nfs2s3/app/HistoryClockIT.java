package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.progress.Tally;
import io.nfs2s3.testing.RecordingLogger;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The history of a process that has no jobs. */
class HistoryClockIT {
    private static void execute(TestSite site, String sql) {
        site.jdbi().useHandle(handle -> handle.createScript(sql).execute());
    }

    @Test
    void a_right_that_is_missing_is_said_once_and_what_was_done_is_written_when_it_is_granted() {
        try (TestSite site = TestSite.open()) {
            String role = site.bucket() + "_worker";
            execute(
                    site,
                    "CREATE ROLE " + role + " LOGIN PASSWORD 'a'; GRANT USAGE ON SCHEMA nfs2s3 TO " + role
                            + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nfs2s3 TO " + role
                            + "; REVOKE INSERT ON nfs2s3.history FROM " + role);
            site.closing(() -> execute(site, "DROP OWNED BY " + role + "; DROP ROLE " + role));
            Tally tally = new Tally();
            tally.flipped("image", 1_000, Duration.ofMillis(3));
            HistoryWriter writer = site.application("database { user = " + role + ", password = a }")
                    .historyWriter(tally);
            RecordingLogger log = new RecordingLogger();
            try (HistoryClock clock = new HistoryClock(writer, log)) {
                clock.write();
                clock.write();

                assertThat(log.lines())
                        .singleElement()
                        .asString()
                        .startsWith(
                                "job suspended job=history reason=\"this user may not write the history; as the owner: ");
                execute(site, "GRANT INSERT ON nfs2s3.history TO " + role);
                clock.write();
            }
            assertThat(log.lines()).hasSize(2).last().isEqualTo("job resumed job=history");
            assertThat(site.count("SELECT sum(amount)::bigint FROM nfs2s3.history WHERE measure = 'flipped'"))
                    .isEqualTo(1);
        }
    }
}
