package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.DeadLetterQueues;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A name that somebody gave to a file writes no line of its own, and steers no terminal: in the log and in commands. */
class HostileNamesIT {
    private static final String FORGED = "2026-11-21T20:00:00Z ERROR forged";
    private static final String NAME = "images/a\n" + FORGED + "\r\u001B[2J\u009B2J\u2028\u202E\u2066.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());

    @BeforeAll
    static void open() {
        FileVersion upload = new FileVersion(MediaPath.of(NAME), 1);
        var catalog = site.application().catalog();
        catalog.register(List.of(upload.path()));
        catalog.fail(upload, new Failure(FailureCode.SOURCE_READ, "cannot read " + NAME));
        site.application().outbox().append(List.of(upload));
        DeadLetterQueues.put(
                site.sqs(), Queues.of(site, "uploads"), "no JSON " + NAME.replace("\u001B", "")); // SQS takes no ESC
    }

    /** What a terminal would get, and a person who reads line by line. */
    private static void assertHarmless(List<String> lines) {
        assertThat(lines).noneMatch(line -> line.startsWith(FORGED));
        assertThat(String.join("", lines).codePoints())
                .noneMatch(c -> c != '\t' && Character.isISOControl(c))
                .doesNotContain(0x2028, 0x202E, 0x2066);
    }

    private static Commands.Ran run(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.replaceAll(word -> word.replace("NAME", NAME).replace("BAD", "../" + NAME));
        return commands.run(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enqueue --dry-run NAME",
                "enqueue --dry-run --json NAME",
                "enqueue --dry-run BAD",
                "enqueue --dry-run .NAME",
                "resolve NAME",
                "resolve --json NAME",
                "resolve BAD",
                "failed list",
                "failed list --json",
                "failed list --by-reason",
                "failed retry --dry-run NAME",
                "outbox list",
                "outbox list --json",
                "outbox replay --dry-run",
                "dlq status",
                "backfill scan --dry-run --prefix BAD",
                "backfill manifest --dry-run NAME",
                "backfill manifest --dry-run --sql NAME",
                "status NAME",
                "status --since=NAME",
                "status",
                "report",
                "report --csv -",
            })
    void a_command_prints_no_line_that_a_name_has_written(String line) {
        Commands.Ran ran = run(line);

        assertHarmless(ran.out());
        assertHarmless(ran.err());
        assertHarmless(run(line + " -v").err());
    }

    @Test
    void json_has_the_name_as_it_is() {
        assertThat(run("resolve --json NAME").onlyJson().get("path").asText()).isEqualTo(NAME);
        assertThat(run("failed list --json").onlyJson().get("path").asText()).isEqualTo(NAME);
    }

    /** Logs as the daemon does. */
    static final class Logs {
        private Logs() {}

        public static void main(String[] arguments) {
            Logger log = LoggerFactory.getLogger("io.nfs2s3.worker.FileProcessor");
            log.warn("failed path={}", NAME);
            log.error("lost", new IOException(NAME, new IllegalStateException(NAME)));
        }
    }

    @Test
    void the_log_has_one_line_for_an_event_and_two_for_an_error() {
        List<String> lines;
        try (JavaProcess process = JavaProcess.start(Logs.class.getName())) {
            assertThat(process.exitCode()).isZero();
            lines = process.output().lines().toList();
        }

        assertHarmless(lines);
        String name = "images/a\\x0A2026-11-21";
        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line).contains("WARN  FileProcessor failed path=" + name),
                        line -> assertThat(line).endsWith("ERROR FileProcessor lost"),
                        line -> assertThat(line).startsWith("java.io.IOException: " + name),
                        line -> assertThat(line).startsWith("\tat io.nfs2s3.cli.HostileNamesIT"),
                        line -> assertThat(line).startsWith("Caused by: java.lang.IllegalStateException: " + name),
                        line -> assertThat(line).startsWith("\tat io.nfs2s3.cli.HostileNamesIT"));
    }
}
