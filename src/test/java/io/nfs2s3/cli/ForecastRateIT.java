package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said of the time rests on a run that did the same. */
class ForecastRateIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile("retire.enabled = true"));

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    private static void run(String kind, String source, String what, long done, long unchanged) {
        run(kind, source, what, done, unchanged, 0);
    }

    /** Of 100 seconds. */
    private static void run(String kind, String source, String what, long done, long unchanged, int rate) {
        site.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        INSERT INTO nfs2s3.run (kind, source, what, owner, state, started_at, finished_at, done, unchanged, rate)
                        VALUES (:kind, :source, :what, 'h/1/1', 'DONE', now() - interval '100 s', now(), :done, :unchanged, :rate)
                        """)
                        .bind("kind", kind)
                        .bind("source", source)
                        .bind("what", what)
                        .bind("done", done)
                        .bind("unchanged", unchanged)
                        .bind("rate", rate)
                        .execute());
    }

    private static String time(String line) {
        return commands.done(line).stream()
                .filter(one -> one.startsWith("time"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_run_with_another_limit_says_nothing() {
        run(
                "RETIRE",
                "RETIRE",
                "{}",
                5_000,
                0,
                site.application().settings().retire().rate());
        run("RETIRE", "RETIRE", "{}", 5_000, 0, 1);

        assertThat(time("retire --all --plan")).contains("at 50.0 files/s, as fast as run");
        assertThat(time("retire --all --plan --rate 1000")).contains("at 1,000.0 files/s, the limit");
    }

    @Test
    void what_a_run_left_unchanged_and_a_run_of_a_few_files_say_nothing() {
        run("RESTORE", "S3", "{}", 999, 0);
        assertThat(time("restore --all --plan")).contains("unknown");
        run("RESTORE", "S3", "{}", 2_000, 1_000_000);
        run("RESTORE", "S3", "{}", 0, 1_000_000);
        assertThat(time("restore --all --plan")).contains("at 20.0 files/s");
    }

    @Test
    void a_verify_that_looks_at_more_takes_longer() {
        run("VERIFY", "ALL", "{}", 0, 1_000_000);
        assertThat(time("verify --plan --bytes")).contains("unknown");
        run("VERIFY", "ALL", "{\"bytes\":true}", 0, 2_000);
        assertThat(time("verify --plan --bytes")).contains("at 20.0 files/s");
        assertThat(time("verify --plan")).contains("at 10,000.0 files/s");
        assertThat(time("verify --plan --bytes --max-age 30d")).contains("unknown");
    }
}
