package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The record of a run has its rate, and who goes on with the run keeps to it. */
class RunRateIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile("retire.enabled = true"));

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    private static void leave(String kind, String source) {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO nfs2s3.run (kind, source, what, owner, state, rate)"
                                + " VALUES (?, ?, '{}', 'gone/1/1', 'PAUSED', 50)",
                        kind,
                        source));
    }

    private static List<String> runs() {
        return site.query("SELECT state || ' ' || rate FROM nfs2s3.run");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adopt --yes",
                "recover --yes",
                "rollback --all --yes",
                "restore --all --yes",
                "retire --all --yes",
                "verify"
            })
    void a_run_keeps_the_rate_of_its_command(String command) {
        assertThat(site.application().site().check()).isEmpty();

        commands.done(command + " --rate 50");

        assertThat(runs()).containsExactly("DONE 50");
    }

    @ParameterizedTest
    @CsvSource({
        "ADOPT, LISTING",
        "ROLLBACK, ROLLBACK",
        "RESTORE, S3",
        "RETIRE, RETIRE",
        "VERIFY, ALL",
        "VERIFY, SCHEDULED_ALL"
    })
    void who_goes_on_with_a_run_goes_at_its_rate(String kind, String source) {
        leave(kind, source);

        commands.done("runs resume 1");

        assertThat(runs()).containsExactly("DONE 50");
        assertThat(commands.done("runs show 1 --json"))
                .singleElement()
                .asString()
                .contains("\"rate\":50");
    }

    @Test
    void or_at_another_that_is_given() {
        leave("ADOPT", "LISTING");

        commands.done("runs resume 1 --rate 0");

        assertThat(runs()).containsExactly("DONE 0");
    }
}
