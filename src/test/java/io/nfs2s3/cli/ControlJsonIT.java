package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands that change how others work tell a script what they did. */
class ControlJsonIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());

    @Test
    void a_pause_and_its_end_are_told_as_json() {
        JsonNode paused = commands.run("runs pause verify --json").onlyJson();
        JsonNode again = commands.run("runs pause verify --json").onlyJson();
        JsonNode resumed = commands.run("runs resume verify --json").onlyJson();

        assertThat(paused.path("event").asText()).isEqualTo("paused");
        assertThat(paused.path("kind").asText()).isEqualTo("verify");
        assertThat(paused.path("changed").asBoolean()).isTrue();
        assertThat(again.path("changed").asBoolean(true)).isFalse();
        assertThat(resumed.path("event").asText()).isEqualTo("resumed");
        assertThat(resumed.path("kind").asText()).isEqualTo("verify");
    }

    @Test
    void the_limits_of_the_backfill_are_told_as_json() {
        JsonNode limits = commands.run("backfill set --rate 10 --json").onlyJson();
        commands.done("backfill set --rate default");

        assertThat(limits.path("scanRate").asInt()).isEqualTo(10);
        assertThat(limits.path("queuedAhead").isNumber()).isTrue();
    }

    @Test
    void each_part_of_the_schema_is_told_as_json() {
        List<JsonNode> parts = commands.run("schema migrate --json").json();

        assertThat(parts)
                .allMatch(part ->
                        part.path("part").isTextual() && part.path("detail").isTextual());
        assertThat(parts)
                .extracting(part -> part.path("part").asText())
                .contains("schema nfs2s3", "site", "nfs2s3.kind", "nfs2s3.ledger");
    }
}
