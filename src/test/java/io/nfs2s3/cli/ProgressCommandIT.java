package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The counters as an operator proves and mends them. */
class ProgressCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private final Commands commands = new Commands(site.settingsFile());

    @BeforeEach
    void write() {
        Copies.migrate(site.application().catalog(), Copies.paths("done", 4));
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.createScript(sql).execute());
    }

    @Test
    void exact_counters_are_told_with_what_was_counted() {
        assertThat(commands.done("progress reconcile"))
                .containsExactly("4 files, 44 bytes counted: the counters are exact");

        JsonNode json = commands.run("progress reconcile --json").onlyJson();
        assertThat(json.get("exact").asBoolean()).isTrue();
        assertThat(json.get("repaired").asBoolean()).isFalse();
        assertThat(json.get("files").asLong()).isEqualTo(4);
        assertThat(json.get("bytes").asLong()).isEqualTo(44);
        assertThat(json.get("counters").get(0).get("state").asText()).isEqualTo("MIGRATED");
        assertThat(json.get("counters").get(0).get("keptFiles").asLong()).isEqualTo(4);
    }

    @Test
    void counters_that_missed_writes_are_named_and_mended_when_told() {
        execute("ALTER TABLE nfs2s3.media DISABLE TRIGGER USER;"
                + "DELETE FROM nfs2s3.media WHERE path = 'images/done1.jpg';"
                + "INSERT INTO nfs2s3.media (path, kind, state) VALUES ('images/new.jpg', 'image', 'QUEUED');"
                + "ALTER TABLE nfs2s3.media ENABLE TRIGGER USER");

        Commands.Ran found = commands.run("progress reconcile");
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out())
                .containsExactly(
                        "image MIGRATED: 3 files, 33 bytes counted; the counter has 4 files, 44 bytes",
                        "image QUEUED: 1 file, 0 bytes counted; the counter has 0 files, 0 bytes",
                        "4 files, 33 bytes counted: the counters are wrong; --yes makes them right");
        assertThat(commands.run("progress reconcile --json")
                        .onlyJson()
                        .get("exact")
                        .asBoolean())
                .isFalse();

        assertThat(commands.done("progress reconcile --yes").get(2)).endsWith("were wrong, and are right now");
        assertThat(commands.done("progress reconcile")).hasSize(1);
        assertThat(site.query("SELECT state || ' ' || files FROM nfs2s3.media_by_state ORDER BY state"))
                .containsExactly("MIGRATED 3", "QUEUED 1");
    }

    @Test
    void a_user_without_the_right_is_told_which() {
        String role = site.bucket() + "_counter";
        execute("CREATE ROLE " + role + " LOGIN PASSWORD 'a'; GRANT USAGE ON SCHEMA nfs2s3 TO " + role);
        try {
            Commands other = new Commands(site.settingsFile("database { user = " + role + ", password = a }"));
            String told = other.run("progress reconcile").error(3);
            assertThat(told)
                    .endsWith("GRANT EXECUTE ON FUNCTION nfs2s3.proved_counts(), nfs2s3.mend_counts() TO " + role);

            execute(told.substring(told.indexOf("GRANT")));
            assertThat(other.done("progress reconcile")).hasSize(1);
        } finally {
            execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }
}
