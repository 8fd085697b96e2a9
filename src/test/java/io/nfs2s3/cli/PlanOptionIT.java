package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.lifecycle.retire.RetireRig;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --plan} of every command that works on files that were flipped. */
class PlanOptionIT {
    private static final String UNKNOWN =
            "time       unknown: no run like it, over 1,000 files or more, is done, and no --rate is given";
    private static final String END = "nothing was looked at or changed: --dry-run looks, --yes does it";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);
    private static final Commands commands =
            new Commands(site.settingsFile("retire.enabled = true", "retire.mostPercent = 100"));

    @BeforeEach
    void migrate() throws IOException {
        site.clearRuns();
        rig.removeFiles();
        rig.migrate("images/1.jpg", "images/22.jpg"); // 12 and 13 bytes
    }

    private static List<String> retiredForGood() {
        commands.done("retire --all --yes");
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        return commands.done("retire --empty --all --plan");
    }

    @Test
    void a_retire_reads_every_original_and_asks_for_every_object() {
        assertThat(commands.done("retire --all --plan"))
                .containsExactly(
                        "files      2",
                        "requests   2 HEAD",
                        "NFS        25 B read, 0 B written",
                        "S3         0 B from it, 0 B to it",
                        "money      0.00, at the prices of plan.price",
                        "time       0 s at 100.0 files/s, the limit that is set by --rate, or by the settings",
                        END);
        assertThat(commands.done("retire --all --plan --max-delete 1")).contains("files      1");
        assertThat(commands.done("retire --prefix images/2 --plan --rate 1"))
                .contains("time       1 s at 1.0 files/s, the limit that is set by --rate, or by the settings");
        assertThat(commands.done("retire --prefix images/2 --plan --through-cdn")
                        .toString())
                .contains("through every CDN host");
        assertThat(rig.trash()).isEmpty();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();

        assertThat(retiredForGood()).contains("files      2", "requests   2 HEAD", "NFS        0 B read, 0 B written");
        assertThat(commands.done("retire --restore --all --plan")).contains("files      2", "requests   none to S3");
        assertThat(rig.trash()).hasSize(2);
    }

    @Test
    void a_restore_gets_what_is_gone_and_cannot_know_what_is_missing() {
        assertThat(commands.done("restore --all --plan"))
                .contains(
                        "files      2",
                        "requests   0 to 2 HEAD, 0 to 2 GET",
                        "NFS        0 B read, 0 B to 25 B written",
                        "S3         0 B to 25 B from it, 0 B to it",
                        UNKNOWN);
        retiredForGood();
        commands.done("retire --empty --all --yes");
        assertThat(commands.done("restore --all --plan"))
                .contains(
                        "requests   2 HEAD, 2 GET",
                        "NFS        0 B read, 25 B written",
                        "S3         25 B from it, 0 B to it");
    }

    @Test
    void a_roll_back_needs_no_store_and_its_undoing_puts() {
        assertThat(commands.done("rollback --all --plan"))
                .contains("files      2", "requests   none to S3", "NFS        0 B to 25 B read, 0 B written", UNKNOWN);
        assertThat(commands.done("rollback --all --plan")).endsWith(END);
        assertThat(commands.done("rollback --all --plan --checksum")).contains("NFS        25 B read, 0 B written");
        commands.done("rollback images/1.jpg --yes");
        assertThat(commands.done("rollback --undo --all --plan"))
                .contains(
                        "files      1",
                        "requests   0 to 1 HEAD, 1 PUT",
                        "NFS        12 B read, 0 B written",
                        "S3         0 B from it, 0 B to 12 B to it");
        assertThat(rig.rows()).containsExactly("images/1.jpg HELD", "images/22.jpg MIGRATED");
    }

    @Test
    void a_verify_lists_and_asks_for_what_the_listing_does_not_settle() {
        assertThat(commands.done("verify --plan"))
                .contains("files      2", "requests   1 to 5 LIST, 0 to 2 HEAD", UNKNOWN)
                .endsWith("nothing was looked at: the same without --plan does");
        assertThat(commands.done("verify --plan --bytes --checksum"))
                .contains("requests   1 to 5 LIST, 0 to 2 HEAD, 2 GET", "NFS        25 B read, 0 B written");
        assertThat(commands.done("verify --plan --sample 1")).contains("files      1", "requests   1 HEAD");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
    }

    @Test
    void a_recovery_and_an_adoption_list_the_bucket_for_it() {
        assertThat(commands.done("recover --plan"))
                .contains("files      2", "requests   2 LIST, 0 to 2 HEAD", "NFS        0 B to 25 B read, 0 B written");
        rig.sql("DELETE FROM nfs2s3.media");
        assertThat(commands.done("adopt --plan"))
                .contains("files      2", "requests   1 LIST, 2 HEAD, 0 to 2 GET", "NFS        25 B read, 0 B written");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retire --all",
                "retire --remove-empty-directories --all",
                "restore --all",
                "rollback --all",
                "verify",
                "recover",
                "adopt"
            })
    void a_script_gets_the_same_fields_of_each(String command) {
        List<JsonNode> events =
                commands.run(command + " --plan --json --rate 2").json();
        JsonNode plan = events.get(events.size() - 1); // behind those of progress, on a slow machine

        assertThat(plan.path("event").asText()).isEqualTo("plan");
        assertThat(plan.path("requests").path("DELETE").path("most").asLong(-1)).isZero();
        assertThat(plan.path("nfsReadBytes").has("least")).isTrue();
        assertThat(plan.path("costAtMost").isNumber()).isTrue();
        assertThat(plan.path("filesPerSecond").asDouble()).isEqualTo(2);
        assertThat(plan.path("seconds").asDouble()).isEqualTo(plan.path("files").asLong() / 2.0);
        assertThat(plan.path("rateFrom").asText()).contains("--rate");
    }

    @ParameterizedTest
    @CsvSource({
        "retire --all --plan --yes, not both",
        "rollback --all --plan --dry-run, not both",
        "adopt --plan --yes, not both",
        "recover --plan --yes, not both",
        "verify --plan --repair --yes, not both",
    })
    void it_does_not_go_with_doing_it(String line, String expected) {
        assertThat(commands.run(line).error(ExitCode.USAGE)).contains(expected);
    }
}
