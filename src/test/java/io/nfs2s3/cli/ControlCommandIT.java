package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The record of acts over HTTP, and what is said to all hosts, at a terminal. */
class ControlCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());

    @BeforeAll
    static void fill() {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO nfs2s3.control_act (act, subject, asked, outcome, begun, by_name, client, forwarded_for)"
                                + " VALUES ('RETRY', 'failed files', '{}', NULL, NULL, 'ann', '127.0.0.1', '10.0.0.7'),"
                                + " ('RETRY', 'failed files', '{}', E'2 files\\x1b[2J', 1, 'ann', '127.0.0.1', NULL)"));
    }

    @Test
    void the_record_is_listed_with_the_newest_first() {
        List<String> lines = commands.done("control list");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .matches("20.*Z  RETRY  failed files  \\{}  2 files\\\\x1B\\[2J \\(begun as 1\\)  by ann from"
                        + " 127\\.0\\.0\\.1 \\(.*\\)");
        assertThat(lines.get(1)).contains("  begun as 1  by ann from 127.0.0.1, forwarded for 10.0.0.7 (");
        assertThat(commands.done("control list --limit 1")).hasSize(1);
    }

    @Test
    void a_script_gets_it_as_json() {
        List<JsonNode> lines = commands.run("control list --json").json();

        assertThat(lines).extracting(line -> line.path("id").asLong()).containsExactly(2L, 1L);
        assertThat(lines.get(1).path("outcome").isNull()).isTrue();
        assertThat(lines.get(0).path("begun").asLong()).isEqualTo(1);
    }

    @Test
    void hours_and_rates_are_said_to_all_hosts() {
        RunControls verifies = new RunControls(site.jdbi(), RunKind.VERIFY);

        assertThat(commands.done("runs set verify --hours 22:00-06:00 --rate 7"))
                .containsExactly("verify: hours 22:00-06:00, rate 7");
        assertThat(verifies.read().hours()).hasToString("22:00-06:00");
        assertThat(verifies.read().rate()).isEqualTo(7);
        assertThat(commands.done("runs list"))
                .contains("verify: only at 22:00-06:00; 'runs set verify --hours default' goes back to the settings");
        assertThat(commands.run("runs list --json")
                        .onlyJson()
                        .at("/hours/verify")
                        .asText())
                .isEqualTo("22:00-06:00");
        assertThat(commands.done("runs set verify --hours always")).containsExactly("verify: hours always, rate 7");
        assertThat(commands.done("runs set verify --hours default --rate default"))
                .containsExactly("verify: hours default, rate default");
        assertThat(commands.done("runs set verify")).containsExactly("verify: hours default, rate default");
        assertThat(commands.run("runs set retire --rate 7").error(ExitCode.USAGE))
                .contains("when it begins");
        assertThat(commands.run("runs set verify --hours night").error(ExitCode.USAGE))
                .contains("such as 22:00-06:00");
    }

    @Test
    void a_mistake_in_one_option_leaves_all_as_it_was() {
        RunControls backfills = new RunControls(site.jdbi(), RunKind.BACKFILL);

        assertThat(commands.run("runs set backfill --hours 22:00-06:00 --rate 10000001")
                        .error(ExitCode.USAGE))
                .contains("--rate 10000001: give 0 to 10000000, or default");
        assertThat(commands.run("runs set backfill --hours=").error(ExitCode.USAGE))
                .contains("or always, or default");

        assertThat(backfills.read()).isEqualTo(RunControl.NOTHING_SAID);
    }
}
