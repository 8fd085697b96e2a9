package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

class AdoptCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Commands commands = new Commands(site.settingsFile());

    @BeforeAll
    static void put() {
        put(site, 3);
    }

    /** So many files and the same as objects, an object that is another, and one without an original. */
    private static void put(TestSite into, int same) {
        for (int i = 1; i <= same; i++) {
            String path = "images/" + (i < 4 ? i : "more/" + i) + ".jpg";
            into.write(path, path);
            put(into, path, path);
        }
        into.write("images/4.jpg", "123");
        put(into, "images/4.jpg", "124");
        put(into, "images/gone.jpg", "x");
    }

    private static void put(TestSite into, String key, String body) {
        into.s3().putObject(request -> request.bucket(into.bucket()).key(key), RequestBody.fromString(body));
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    private static List<String> states() {
        return site.query("SELECT path || ' ' || state FROM nfs2s3.media ORDER BY path");
    }

    @Test
    void it_says_what_it_would_come_to_and_does_it_only_with_yes() {
        assertThat(commands.done("adopt --mend-metadata"))
                .containsExactly(
                        "left out: 1 because the original is not on NFS; no page is given them; 'verify' names them",
                        "5 objects: 4 as large as their originals would be compared and adopted, 0 are migrated already,"
                                + " 1 would be left out, 0 refused",
                        "files      4",
                        "requests   1 LIST, 12 HEAD, 0 to 4 GET, 4 COPY",
                        "NFS        39 B read, 0 B written",
                        "S3         0 B to 39 B from it, 0 B to it",
                        "money      0.00, at the prices of plan.price",
                        "time       unknown: no run like it, over 1,000 files or more, is done, and no --rate is given",
                        "a GET is for an object whose ETag is no MD5 of the original, as with SSE-KMS, and that has no"
                                + " CRC32C",
                        "nothing was changed; --yes does it");
        assertThat(states()).isEmpty();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();

        Commands.Ran ran = commands.run("adopt --yes");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out().get(0))
                .startsWith("refused images/4.jpg: the object is not what is on NFS: the object has CRC32C:");
        assertThat(ran.out().get(1)).startsWith("left out: 1 because the original is not on NFS");
        assertThat(ran.out().get(2)).startsWith("refused: 1 because the object is not what is on NFS; the object is");
        assertThat(ran.out().subList(3, 5))
                .containsExactly(
                        "proved by ETag 3, by checksum 0, by reading the object 0; 36 B; 0 with new metadata; 0 PUT",
                        "run 1 (adopt of everything, DONE):"
                                + " 5 seen = 3 adopted + 0 migrated already + 1 left out + 1 refused");
        assertThat(states()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg MIGRATED", "images/3.jpg MIGRATED");
        assertThat(commands.done("ledger list images/1.jpg --json").get(0))
                .contains("\"act\":\"ADOPT\"", "nfs2s3 adopt@");
        assertThat(commands.done("runs show 1")).anyMatch(line -> line.contains("images/4.jpg: the object is not"));
    }

    @Test
    void a_script_gets_events() {
        List<JsonNode> preview = commands.run("adopt --kind image --json").json();
        List<JsonNode> events = commands.run("adopt --kind image --json --yes").json();
        JsonNode done = events.get(events.size() - 1);

        assertThat(preview.get(preview.size() - 1).path("heads").asLong()).isEqualTo(4);
        assertThat(events)
                .anyMatch(event -> event.path("reason").asText().equals("DIFFERS")
                        && event.path("path").asText().equals("images/4.jpg"))
                .anyMatch(event -> event.path("reason").asText().equals("NO_ORIGINAL"));
        assertThat(done.path("event").asText()).isEqualTo("done");
        assertThat(done.path("adopted").asLong()).isEqualTo(3);
        assertThat(done.path("provedBy").path("etag").asLong()).isEqualTo(3);
        assertThat(done.path("reasons").path("DIFFERS").asLong()).isEqualTo(1);
        assertThat(commands.run("runs list --json").out().get(0)).contains("\"adopted\":3", "\"kind\":\"adopt\"");
    }

    @Test
    void without_its_mount_nothing_is_adopted_nor_planned() throws IOException {
        Path away = site.media().resolveSibling("away");
        Files.move(site.media(), away);
        Files.createDirectory(site.media()); // the mount point that is left
        try {
            assertThat(commands.run("adopt --yes").error(3)).contains("the mount is down");
            assertThat(commands.run("adopt").error(3)).contains("the mount is down");
        } finally {
            Files.delete(site.media());
            Files.move(away, site.media());
        }
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
    }

    @Test
    void a_run_that_is_killed_is_resumed_at_once_on_its_host() {
        try (TestSite large = TestSite.open()) {
            put(large, 60); // a minute's worth: it is killed in its middle
            Commands there = new Commands(large.settingsFile());
            try (JavaProcess killed = JavaProcess.nfs2s3(
                    "adopt", "--yes", "--rate", "1", "--config", there.config().toString())) {
                large.await(() -> large.count("SELECT coalesce(sum(done), 0) FROM nfs2s3.run") > 0);
                killed.kill();
            }
            assertThat(there.run("adopt --yes").error(2)).contains("'runs resume 1'");

            assertThat(there.run("runs resume adopt --rate 0").out())
                    .last()
                    .asString()
                    .endsWith("62 seen = 60 adopted + 0 migrated already + 1 left out + 1 refused");
            assertThat(large.count("SELECT count(*) FROM nfs2s3.media")).isEqualTo(60);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "adopt --yes --dry-run, not both",
        "adopt --kind video, the kinds are",
        "adopt --rate -1, --rate -1",
        "adopt images/1.jpg, images/1.jpg",
    })
    void wrong_usage_says_what_would_be_right(String line, String expected) {
        Commands.Ran ran = commands.run(line);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(String.join("\n", ran.err())).contains(expected);
        assertThat(states()).isEmpty();
    }
}
