package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outbox as an operator sees it: entry {@code n} of six was written {@code 7 - n} and a half hours ago. */
class OutboxCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final Commands commands = new Commands(site.settingsFile());

    @BeforeEach
    void fill() {
        site.application()
                .outbox()
                .append(Copies.paths("waits", 6).stream()
                        .map(path -> new FileVersion(path, 3))
                        .toList());
        site.jdbi().useHandle(handle -> handle.execute("""
                UPDATE nfs2s3.outbox SET created_at = now() - make_interval(hours => 7 - id::integer, mins => 30);
                UPDATE nfs2s3.outbox SET attempts = 2, last_error = 'refused' || chr(10) || 'really' WHERE id = 2;
                UPDATE nfs2s3.outbox SET message = 'broken', last_error = 'not JSON', set_aside_at = now() WHERE id = 5;
                """));
    }

    private static List<Long> ids(String line) {
        return commands.run(line + " --json").json().stream()
                .map(entry -> entry.path("id").asLong())
                .toList();
    }

    @Test
    void a_listing_says_first_what_waits() {
        assertThat(commands.done("outbox list"))
                .hasSize(5)
                .allMatch(line -> line.matches("images/waits\\d\\.jpg  generation 3  waits .*"))
                .anyMatch(line -> line.contains("  waits 6 h 30 min  since 20") && line.endsWith("  entry 1"))
                .anyMatch(line -> line.endsWith("  entry 2  refused 2 times  last error: refused\\x0Areally"));
        assertThat(commands.done("outbox list --set-aside"))
                .singleElement()
                .asString()
                .startsWith("(no message) broken  waits 2 h 30 min")
                .endsWith("  entry 5  last error: not JSON");
    }

    @Test
    void a_listing_is_narrowed_by_its_options() {
        assertThat(ids("outbox list")).containsExactly(1L, 2L, 3L, 4L, 6L);
        assertThat(ids("outbox list --since 5h")).containsExactly(3L, 4L, 6L);
        assertThat(ids("outbox list --since PT5H --until 240m")).containsExactly(3L);
        assertThat(ids("outbox list --since 1d --until 5h --limit 1")).containsExactly(1L);
        assertThat(ids("outbox list --until 2020-02-29T00:00:00+01:00")).isEmpty();
        assertThat(ids("outbox list --since 2020-02-29T00:00Z --prefix images/waits4"))
                .containsExactly(4L);
        assertThat(ids("outbox list --refused")).containsExactly(2L);
        assertThat(ids("outbox list --refused --set-aside")).containsExactly(5L);
    }

    @Test
    void a_script_gets_path_and_generation() {
        JsonNode entry = commands.run("outbox list --json").json().get(0);
        assertThat(entry.at("/files/0/path").asText()).isEqualTo("images/waits1.jpg");
        assertThat(entry.at("/files/0/generation").asInt()).isEqualTo(3);
        assertThat(commands.run("outbox list --json --set-aside").json().get(0).path("files"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "outbox replay"})
    void a_window_is_replayed(String command) {
        String window = command + " --since 6h --until 2h";
        assertThat(commands.done(window + " --dry-run"))
                .hasSize(3)
                .anyMatch(line -> line.equals("outbox: 3 entries would be sent"))
                .anyMatch(line -> line.startsWith("first: images/waits2.jpg  generation 3  since "))
                .anyMatch(line -> line.startsWith("last:  images/waits4.jpg  generation 3  since "));
        JsonNode preview = commands.run(window + " --dry-run --json").json().get(0);
        assertThat(preview.path("wouldSend").asLong()).isEqualTo(3);
        assertThat(preview.at("/first/id").asLong()).isEqualTo(2);
        assertThat(preview.at("/last/files/0/path").asText()).isEqualTo("images/waits4.jpg");

        assertThat(commands.done(window + " --limit 2"))
                .containsExactly("outbox: 2 entries sent, 1 left of that time, 3 left in all");
        assertThat(commands.done(window)).containsExactly("outbox: 1 entry sent, 0 left of that time, 2 left in all");

        assertThat(ids("outbox list")).containsExactly(1L, 6L);
        assertThat(Queues.takeUploads(Queues.of(site, "uploads"))).hasSize(3);
    }

    @Test
    void only_what_was_set_aside_in_the_window_is_taken_back() {
        assertThat(commands.done("outbox replay --take-back --since 2h"))
                .containsExactly(
                        "outbox: 0 entries wait again", "outbox: 1 entry sent, 0 left of that time, 4 left in all");
        assertThat(commands.done("outbox replay --take-back --dry-run --since 3h --until 2h"))
                .first()
                .isEqualTo("outbox: 1 entry would be sent");
        assertThat(commands.run("outbox replay --take-back --json").json()).hasSize(1);
        assertThat(commands.done("outbox status"))
                .containsExactly("outbox: empty; 1 set aside, 'outbox list --set-aside' says why");
    }

    @Test
    void the_status_reads_like_a_sentence() {
        assertThat(commands.done("outbox status"))
                .containsExactly("outbox: 5 entries wait for SQS, the oldest for 6 h 30 min; 1 set aside,"
                        + " 'outbox list --set-aside' says why");
        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM nfs2s3.outbox WHERE id <> 6"));
        assertThat(commands.done("outbox status")).containsExactly("outbox: 1 entry waits for SQS, for 1 h 30 min");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "2026-11-21", "2026-11-21T21:30:00", "-2h", "2", "P99999999D", "+99999-01-01T00:00Z"
            })
    void what_is_no_moment_is_wrong_usage(String time) {
        Commands.Ran ran = commands.run("outbox replay --since=" + time);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().get(0)).contains("--since", "'" + time + "' is no moment; give a date and time");
        assertThat(ids("outbox list")).hasSize(5);
    }

    @Test
    void a_window_that_ends_before_it_begins_is_wrong_usage() {
        Commands.Ran ran = commands.run("outbox replay --since 1h --until 2h");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).singleElement().asString().contains("nothing can lie between them");
    }
}
