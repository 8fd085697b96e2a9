package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollbackCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("backfill");

    private static final Commands commands = new Commands(site.settingsFile());

    @BeforeEach
    void clear() {
        site.clearRuns();
        migrate("images/1.jpg", "images/2.jpg", "images/ab/3.jpg");
    }

    /** Flips files to objects that nobody asks for; the time is not the file's, so they are proved by reading. */
    private static void migrate(String... paths) {
        var catalog = site.application().catalog();
        var uploads = catalog.register(
                        List.of(paths).stream().map(MediaPath::of).toList())
                .values();
        for (String path : paths) {
            site.write(path, path);
        }
        Copies.flip(
                catalog,
                "w1",
                uploads.stream()
                        .map(one -> one.upload())
                        .map(upload -> {
                            byte[] bytes = upload.path().value().getBytes(StandardCharsets.UTF_8);
                            return new StoredCopy(
                                    upload,
                                    ObjectKey.of("", upload.path(), upload.generation()),
                                    bytes.length,
                                    Instant.EPOCH,
                                    Checksum.crc32c(ByteBuffer.wrap(bytes)),
                                    null,
                                    null);
                        })
                        .toList());
    }

    private static List<String> states() {
        return site.query("SELECT state FROM nfs2s3.media ORDER BY path");
    }

    @Test
    void it_says_what_it_would_do_and_does_it_only_with_yes() {
        assertThat(commands.done("rollback --prefix images/ab/"))
                .containsExactly(
                        "1 file: 1 would be rolled back, 0 are on NFS already, 0 would be left out, 0 refused",
                        "requests to S3: none",
                        "nothing was changed; --yes does it");
        assertThat(states()).containsOnly("MIGRATED");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();

        assertThat(commands.done("rollback --prefix images/ab/ --yes"))
                .containsExactly("run 1 (rollback of {\"prefix\":\"images/ab/\"}, DONE):"
                        + " 1 seen = 1 rolled back + 0 on NFS already + 0 left out + 0 refused");
        assertThat(states()).containsExactly("MIGRATED", "MIGRATED", "HELD");

        assertThat(commands.done("rollback --undo --all --yes"))
                .containsExactly("run 2 (undo of everything, DONE):"
                        + " 1 seen = 1 queued again + 0 not rolled back + 0 left out + 0 refused; 1 sent");
        assertThat(Queues.takeFiles(Queues.of(site, "backfill"))).hasSize(1);
    }

    @Test
    void what_is_refused_is_named_with_its_reason_and_what_to_do() throws IOException {
        Files.delete(site.media().resolve("images/1.jpg"));

        Commands.Ran ran = commands.run("rollback images/1.jpg images/2.jpg --yes");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).hasSize(3);
        assertThat(ran.out().get(0)).startsWith("refused images/1.jpg: the original is not on NFS: ");
        assertThat(ran.out().get(1)).startsWith("refused: 1 because the original is not on NFS; put it back");
        assertThat(ran.out().get(2)).endsWith("2 seen = 1 rolled back + 0 on NFS already + 0 left out + 1 refused");
        assertThat(commands.done("runs show 1"))
                .hasSize(3)
                .last()
                .asString()
                .startsWith("  images/1.jpg: the original");
    }

    @Test
    void a_list_is_read_from_a_file() throws IOException {
        Path list =
                Files.write(Files.createTempFile("list", ".txt"), List.of("images/1.jpg", "images/ab/3.jpg", "../x"));

        Commands.Ran ran = commands.run("rollback --files-from " + list + " --yes");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out().get(0)).startsWith("refused ../x: it is no media path: line 3: ");
        assertThat(states()).containsExactly("HELD", "MIGRATED", "HELD");
    }

    @Test
    void a_list_that_cannot_be_read_leaves_no_run_that_stands_in_the_way() {
        Commands.Ran ran = commands.run("rollback --files-from /nope --yes");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).singleElement().asString().startsWith("nfs2s3: /nope cannot be read");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
    }

    @Test
    void a_script_gets_events() throws IOException {
        Files.delete(site.media().resolve("images/1.jpg"));

        List<JsonNode> events =
                commands.run("rollback --kind image --since 1h --json --yes").json();
        JsonNode done = events.get(events.size() - 1);
        JsonNode status = commands.run("runs show 1 --json").onlyJson();

        assertThat(events.get(0).path("event").asText()).isEqualTo("refused");
        assertThat(events.get(0).path("reason").asText()).isEqualTo("ORIGINAL_MISSING");
        assertThat(done.path("event").asText()).isEqualTo("done");
        assertThat(done.path("changed").asLong()).isEqualTo(2);
        assertThat(done.path("reasons").path("ORIGINAL_MISSING").asLong()).isEqualTo(1);
        assertThat(status.path("refused").asLong()).isEqualTo(1);
        assertThat(status.path("samples").get(0).path("name").asText()).isEqualTo("images/1.jpg");
    }

    @Test
    void without_its_mount_nothing_is_rolled_back_nor_planned() throws IOException {
        Path away = site.media().resolveSibling("away");
        Files.move(site.media(), away);
        Files.createDirectory(site.media()); // the mount point that is left
        try {
            assertThat(commands.run("rollback --all --yes").error(3)).contains("the mount is down");
            assertThat(commands.run("rollback --all").error(3)).contains("the mount is down");
            assertThat(site.media()).isEmptyDirectory();
        } finally {
            Files.delete(site.media());
            Files.move(away, site.media());
        }
        assertThat(states()).containsOnly("MIGRATED");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
    }

    @Test
    void neither_the_store_nor_sqs_is_needed_to_roll_back_but_sqs_to_undo_it() {
        try (TcpProxy s3 = Wire.toS3(site);
                TcpProxy sqs = Wire.toSqs(site)) {
            s3.refuse();
            sqs.refuse();
            Commands cutOff = new Commands(site.settingsFile(Wire.s3Setting(s3), Wire.sqsSetting(sqs)));

            assertThat(cutOff.done("rollback --all --yes"))
                    .singleElement()
                    .asString()
                    .contains("3 rolled back");
            assertThat(cutOff.run("rollback --undo --all --yes").code()).isEqualTo(3);
        }
        assertThat(states()).containsOnly("HELD");
        assertThat(site.query("SELECT source FROM nfs2s3.run")).containsExactly("ROLLBACK");
    }

    @Test
    void a_run_that_is_killed_is_resumed_at_once_on_its_host() {
        // a minute's worth: it is killed in its middle
        migrate(IntStream.range(0, 60)
                .mapToObj(i -> "images/many/" + i + ".jpg")
                .toArray(String[]::new));
        try (JavaProcess killed = JavaProcess.nfs2s3(
                "rollback",
                "--all",
                "--yes",
                "--rate",
                "1",
                "--config",
                commands.config().toString())) {
            site.await(() -> site.count("SELECT coalesce(sum(done), 0) FROM nfs2s3.run") > 0);
            killed.kill();
        }
        assertThat(commands.run("rollback --all --yes").error(2)).contains("'runs resume 1'");

        assertThat(commands.done("runs resume --rate 0"))
                .singleElement()
                .asString()
                .endsWith("63 seen = 63 rolled back + 0 on NFS already + 0 left out + 0 refused");
        assertThat(states()).containsOnly("HELD");
    }

    @Test
    void a_pause_says_who_and_how_to_go_on_and_a_run_is_cancelled() {
        assertThat(commands.done("runs pause rollback --reason lunch"))
                .containsExactly("rollback: paused on every host; 'runs resume rollback' goes on");
        assertThat(commands.done("runs list").get(0))
                .matches("rollback: paused by .* \\(lunch\\); 'runs resume rollback' goes on");
        assertThat(commands.done("runs resume")).containsExactly("rollback: the pause is over on every host");
        assertThat(commands.run("runs cancel 7").error(2)).contains("no run 7");
    }

    @ParameterizedTest
    @CsvSource({
        "rollback, say --all",
        "rollback --yes, say --all",
        "rollback --undo, say --all",
        "rollback --all --yes --dry-run, not both",
        "rollback --kind video, the kinds are",
        "rollback --run 3 --all, only with --undo",
        "rollback --undo --checksum --all, reads every file",
        "rollback images/1.jpg --prefix images/, one of the three",
        "rollback images/1.jpg --all, not with a list",
        "rollback ../x, ../x",
        "rollback --all --rate -1, --rate -1",
        "runs resume 7, no run 7",
        "runs resume 99999999999999999999, no run 9999",
        "runs resume sideways, give the number of a run",
        "runs show 7, no run 7",
        "runs list --limit 0, give 1 or more",
    })
    void wrong_usage_says_what_would_be_right(String line, String expected) {
        assertThat(commands.run(line).error(2)).contains(expected);
        assertThat(states()).containsOnly("MIGRATED");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
    }
}
