package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One file, as an operator looks it up when a page shows it broken. The last test takes the mount away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShowCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());

    @BeforeAll
    static void migrate() {
        site.write("images/right.jpg", "twelve bytes");
        site.write("images/changed.jpg", "as it was");
        site.write("images/lost.jpg", "lost");
        try (UploadHook hook = site.application().hook()) {
            List.of("images/right.jpg", "images/changed.jpg", "images/lost.jpg").forEach(hook::fileUploaded);
        }
        commands.done("worker --until-empty");
        site.write("images/changed.jpg", "and as it is");
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key("images/lost.jpg"));
        FailedRows.insert(site, "images/failed.jpg", "image", "SOURCE_MISSING", 1);
        site.write("images/unknown.jpg", "nobody told");
    }

    private static JsonNode shown(String path) {
        return commands.run("show --json " + path).onlyJson();
    }

    @Test
    @Order(1)
    void a_file_that_is_well_is_shown_whole() {
        List<String> lines = commands.done("show images/right.jpg");

        assertThat(lines.get(0)).isEqualTo("images/right.jpg");
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("  page gets    https://.*/images/right\\.jpg"));
        assertThat(lines).contains("  state        MIGRATED, pointer S3, generation 1, kind image");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("  object       images/right.jpg, 12 bytes, CRC32C:")
                        .contains(", etag ", ", of the original as of 20"));
        assertThat(lines).contains("  on NFS       same", "  in S3        same");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .matches("  ledger       20.*Z  FLIP  images/right\\.jpg .*QUEUED -> MIGRATED.*"));
    }

    @Test
    @Order(2)
    void what_is_the_matter_is_said_of_each_side() {
        assertThat(commands.done("show images/changed.jpg images/lost.jpg"))
                .contains(
                        "  on NFS       differs: the original: it has 12 bytes, and 9 were copied",
                        "  in S3        absent");
        assertThat(shown("images/lost.jpg").at("/object/found").asText()).isEqualTo("absent");
        assertThat(shown("images/lost.jpg").at("/original/found").asText()).isEqualTo("same");
    }

    @Test
    @Order(3)
    void a_failed_file_has_its_reason_and_what_to_do() {
        JsonNode file = shown("images/failed.jpg");

        assertThat(file.get("failureCode").asText()).isEqualTo("SOURCE_MISSING");
        assertThat(file.at("/object/found").asText()).isEqualTo("none");
        assertThat(file.at("/original/found").asText()).isEqualTo("absent");
        assertThat(commands.done("show images/failed.jpg"))
                .anySatisfy(line -> assertThat(line).startsWith("  reason       SOURCE_MISSING: because\\x0Aof it"))
                .contains("  what to do   " + FailureAdvice.of("SOURCE_MISSING"));
    }

    @Test
    @Order(4)
    void a_file_without_a_row_is_said_to_be_on_NFS_or_not() {
        assertThat(commands.done("show images/unknown.jpg"))
                .contains(
                        "  row          none: no upload was told, and no backfill has found it",
                        "  on NFS       there");
        JsonNode none = shown("images/none.jpg");
        assertThat(none.get("state").isNull()).isTrue();
        assertThat(none.get("object").isNull()).isTrue();
        assertThat(none.at("/original/found").asText()).isEqualTo("absent");
    }

    @Test
    @Order(5)
    void the_ledger_is_as_long_as_it_is_asked_for() {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.media SET attempts = attempts + 1 WHERE path = 'images/failed.jpg'"));
        commands.done("failed retry --prefix images/failed.jpg");

        assertThat(commands.run("show --json --acts 1 images/failed.jpg")
                        .onlyJson()
                        .get("ledger"))
                .singleElement()
                .satisfies(act -> assertThat(act.get("act").asText()).isEqualTo("RETRY"));
        assertThat(commands.done("show images/failed.jpg"))
                .anySatisfy(line -> assertThat(line).endsWith("its message is in the queue backfill"));
    }

    @Test
    @Order(6)
    void a_path_or_number_that_is_none_is_refused() {
        assertThat(commands.run("show --acts 0 images/right.jpg").error(ExitCode.USAGE))
                .contains("--acts 0: give 1 or more");
        assertThat(commands.run("show ../etc/passwd").error(ExitCode.USAGE)).contains("../etc/passwd");
    }

    @Test
    @Order(7)
    void a_store_that_is_down_is_asked_once_and_all_else_is_shown() {
        List<JsonNode> files = new Commands(site.settingsFile("s3.endpoint = \"http://127.0.0.1:1\""))
                .run("show --json images/right.jpg images/changed.jpg")
                .json();

        assertThat(files)
                .allSatisfy(
                        file -> assertThat(file.at("/object/found").asText()).isEqualTo("unknown"));
        assertThat(files.get(0).at("/object/text").asText()).doesNotContain("not asked");
        assertThat(files.get(1).at("/object/text").asText()).startsWith("not asked, for it did not answer before: ");
        assertThat(files.get(1).at("/original/found").asText()).isEqualTo("differs");
    }

    @Test
    @Order(8)
    void while_the_mount_is_down_all_else_is_shown() throws IOException {
        Files.delete(site.media()
                .resolve(site.application().settings().source().sentinel().value()));

        JsonNode file = shown("images/right.jpg");

        assertThat(file.at("/original/found").asText()).isEqualTo("unknown");
        assertThat(file.at("/original/text").asText()).contains("sentinel");
        assertThat(file.at("/object/found").asText()).isEqualTo("same");
    }
}
