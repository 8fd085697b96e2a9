package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.testing.InventoryFixture;
import io.nfs2s3.testing.TestSite;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A verify by an S3 Inventory as an operator sees it: two files, of which one is gone. */
class VerifyInventoryCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());

    private static String destination;

    @TempDir
    private Path folder;

    @BeforeAll
    static void migrate() {
        site.write("images/good.jpg", "good");
        site.write("images/gone.jpg", "gone");
        commands.done("enqueue images/good.jpg images/gone.jpg");
        commands.done("worker --until-empty");
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key("images/gone.jpg"));
        destination = site.bucket() + "-inventories";
        site.s3().createBucket(request -> request.bucket(destination));
    }

    private static InventoryFixture inventory() {
        return InventoryFixture.of(site.s3(), site.bucket());
    }

    @Test
    void an_inventory_in_another_bucket_stands_for_the_listing() {
        String manifest = inventory().putInto(site.s3(), destination);

        Commands.Ran ran = commands.run("verify --inventory " + manifest);

        int rows = site.keys().size() + 1; // that of the site's marker
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .containsExactly(
                        "+ images/gone.jpg  object-missing: the object is not there [flip-back]",
                        "1  object-missing: readers are sent to an object that is not there",
                        "by the inventory of 2026-11-25T01:00:00Z: " + rows
                                + " rows; 0 files and objects changed since, and looked at",
                        "requests: 1 LIST, 1 HEAD, 0 objects read",
                        "verify: 2 files: 1 match, 0 differ, 0 missing on src, 1 missing on dst, 0 error");
        JsonNode sum =
                commands.run("verify --json --inventory " + manifest).json().get(1);
        assertThat(sum.path("inventory").asText()).isEqualTo("2026-11-25T01:00:00Z");
        assertThat(List.of(sum.path("inventoryRows").asInt(), sum.path("newer").asInt()))
                .isEqualTo(List.of(rows, 0));
    }

    @Test
    void one_in_a_folder_is_read_without_a_record_too_and_a_repair_begins_with_a_look() {
        String manifest = inventory().writeTo(folder);

        assertThat(commands.run("verify --no-record --repair --inventory " + manifest)
                        .out())
                .contains("repair would do (--yes does it): 1 flip-back; 0 left to decide by hand");
    }

    @Test
    void what_cannot_be_read_ends_with_2_before_a_run_begins() {
        long runs = site.count("SELECT count(*) FROM nfs2s3.run");
        assertThat(commands.run("verify --inventory s3://" + destination + "/nothing/manifest.json")
                        .error(2))
                .contains("s3://" + destination + "/nothing/manifest.json is not there");
        assertThat(commands.run("verify --inventory s3://manifest.json").error(2))
                .contains("give s3://BUCKET/KEY");
        String parquet = inventory().format("Parquet").writeTo(folder);
        assertThat(commands.run("verify --inventory " + parquet).error(2)).contains("choose CSV");
        assertThat(commands.run("verify --sample 10 --inventory " + parquet).error(2))
                .contains("--sample");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isEqualTo(runs);
    }
}
