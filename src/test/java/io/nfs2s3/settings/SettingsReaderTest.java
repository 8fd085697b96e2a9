package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SettingsReaderTest extends SettingsTestBase {
    @Test
    void a_file_changes_what_it_names_and_nothing_else() {
        Settings settings = read("worker.filesInFlight = 7, s3 { bucket = site-media, partSize = 5 MiB }");
        Settings defaults = SettingsReader.read(Optional.empty(), Map.of());

        assertThat(settings.worker().filesInFlight()).isEqualTo(7);
        assertThat(settings.worker().bytesInFlight())
                .isEqualTo(defaults.worker().bytesInFlight());
        assertThat(settings.s3().bucket()).isEqualTo("site-media");
        assertThat(settings.s3().partSize()).isEqualTo(5 * 1024 * 1024);
        assertThat(settings.source()).isEqualTo(defaults.source());
    }

    @Test
    void files_in_flight_are_a_number_or_find_theirs() {
        Settings auto = read("worker.filesInFlight = auto");
        Settings byEnvironment = SettingsReader.read(Optional.empty(), Map.of("NFS2S3_WORKER_FILES_IN_FLIGHT", "auto"));

        assertThat(auto.worker().auto()).isTrue();
        assertThat(auto.worker().filesInFlight()).isEqualTo(1_000);
        assertThat(byEnvironment.worker()).isEqualTo(auto.worker());
        assertThat(read("worker.filesInFlight = 7").worker().auto()).isFalse();
        assertThat(problems("worker.filesInFlight = many"))
                .containsExactly("worker.filesInFlight = \"many\" must be a whole number, or auto");
    }

    @Test
    void the_limits_of_a_host_are_none_or_large_enough_to_go_on() {
        Settings limited = read("worker { maxFilesPerSecond = 50, maxBytesPerSecond = 64 KiB }");

        assertThat(limited.worker().maxFilesPerSecond()).isEqualTo(50);
        assertThat(limited.worker().maxBytesPerSecond()).isEqualTo(64 * 1024);
        assertThat(problems("worker.maxBytesPerSecond = 63 KiB"))
                .containsExactly("worker.maxBytesPerSecond = 64512 B must be at least 64 KiB, or 0 B for no limit");
        assertThat(problems("worker.maxFilesPerSecond = -1"))
                .containsExactly("worker.maxFilesPerSecond = -1 must be 0 to 100000");
    }

    @Test
    void an_unknown_key_is_named_with_the_one_that_was_meant() {
        for (Map.Entry<String, String> typed : Map.of(
                        "sqs.bucket", "s3.bucket",
                        "s3.pathstyle", "s3.pathStyle",
                        "s3.path-style", "s3.pathStyle",
                        "s3.bukket", "s3.bucket",
                        "databse.url", "database.url",
                        "sqs.visibilityTimout", "sqs.visibilityTimeout",
                        "verify.rate", "verify.whole.rate",
                        "kinds.photo.prefx", "kinds.photo.prefix",
                        "bucket", "s3.bucket")
                .entrySet()) {
            assertThat(problems(typed.getKey() + " = x"))
                    .contains(typed.getKey() + " is not a setting; did you mean " + typed.getValue() + "?");
        }
        for (String other : List.of("source.colour", "source.root.path", "kinds.image.colour", "x")) {
            assertThat(problems(other + " = red")).containsExactly(other + " is not a setting");
        }
    }

    @Test
    void several_problems_are_told_together_and_each_once() {
        assertThat(problems("""
                        source.readers = many
                        database.poolSize = 1000
                        s3.partSize = 1 MiB
                        worker.bytesInFlight = 1 KiB
                        drain.schedule = soon
                        sweep.age = 1 s
                        """))
                .containsExactlyInAnyOrder(
                        "source.readers = \"many\" must be a whole number",
                        "database.poolSize = 1000 must be 4 to 100",
                        "s3.partSize = 1 MiB must be 5 MiB to 512 MiB",
                        "worker.bytesInFlight = 1 KiB must be 1 MiB to 64 GiB",
                        "drain.schedule: \"soon\" is neither an interval (\"5 s\") nor a Quartz cron expression",
                        "sweep.age = 1 s must be 1 m to 14 d");
        assertThat(problems("a.b = 1, c = 2", Map.of("NFS2S3_NO", "x"))).hasSize(3);
    }

    @Test
    void every_mistake_of_a_section_is_told_at_once_also_beside_unknown_keys() {
        assertThat(problems("""
                        s3 { bucket = "UPPER", prefix = "/media", partSize = 1 MiB, proof = md5, bukket = x }
                        resolve { nfsBaseUrl = "www.example.com/media", cdnHosts = ["https://a", "b=0"], cdnScheme = ftp }
                        sqs { uploads = "two words", backfill = "a.b", longPoll = 1500 ms }
                        aws { region = eu-central-1a, accessKeyId = only }
                        kinds { image { prefix = "images", migrate = true }, audio { prefix = "audio" } }
                        """, Map.of("NFS2S3_NO", "x")))
                .hasSize(18)
                .contains(
                        "s3.bukket is not a setting; did you mean s3.bucket?",
                        "NFS2S3_NO in the environment names no setting; unset or correct it",
                        "resolve.nfsBaseUrl = \"www.example.com/media\" must end in \"/\"",
                        "resolve.nfsBaseUrl = \"www.example.com/media\" must be a URL such as"
                                + " https://www.example.com/media/, or begin with \"/\"",
                        "sqs.longPoll = 1500 ms must be whole seconds, such as 30 s",
                        "aws.region = \"eu-central-1a\" is an availability zone; its region is eu-central-1");
    }

    @Test
    void what_a_page_may_still_name_is_kept_for_longer_than_locations_are_remembered() {
        assertThat(problems("s3.supersededRetention = 1 m"))
                .containsExactly("s3.supersededRetention = 1m must be longer than resolve.cache and resolve.staleFor"
                        + " together, 12h5m");
        assertThat(problems("retire { enabled = true, grace = 2 d }, resolve { cache = 1 h, staleFor = 47 h }"))
                .containsExactly(
                        "retire.grace = 48h must be longer than resolve.cache and resolve.staleFor together, 48h",
                        "s3.supersededRetention = 24h must be longer than resolve.cache and resolve.staleFor together,"
                                + " 48h");
        assertThat(read("s3.supersededRetention = 1 ms, resolve { cache = 0 s, staleFor = 0 s }")
                        .s3()
                        .supersededRetention())
                .isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void a_file_that_is_not_utf_8_is_named_with_the_line() throws IOException {
        Files.write(file(), "a = 1\ns3.prefix = \"caf\u00e9/\"\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsReader.read(Optional.of(file()), Map.of()))
                .withMessage("line 2 of the settings file " + file() + " is not UTF-8: convert it");
        assertThat(problems("", Map.of("NFS2S3_S3_PREFIX", "caf\uFFFD/")))
                .singleElement()
                .asString()
                .startsWith("NFS2S3_S3_PREFIX in the environment is not UTF-8");
    }

    /** As that of {@code --config <(…)}: a second look at it finds nothing, or waits for ever. */
    @Test
    void a_pipe_is_read_once() throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/mkfifo")).exists();
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", file().toString())
                        .start()
                        .waitFor())
                .isZero();
        CompletableFuture<Path> writer = CompletableFuture.supplyAsync(() -> write("site.conf", "http.port = 1234\n"));

        Settings settings = assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> SettingsReader.read(Optional.of(file()), Map.of()));

        assertThat(settings.http().port()).isEqualTo(1234);
        assertThat(writer).succeedsWithin(Duration.ofMinutes(1));
    }

    @Test
    void a_file_that_cannot_be_read_is_named() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsReader.read(Optional.of(file()), Map.of()))
                .withMessage("the settings file " + file() + " cannot be read: name another with --config, or let this"
                        + " user read it");
        assertThat(problems("source { root = "))
                .first()
                .asString()
                .startsWith("the settings file is not HOCON: ")
                .contains(file().getFileName().toString());
    }

    @Test
    void a_variable_that_the_file_names_and_nobody_set_is_told_as_such() {
        assertThat(problems("s3.bucket = ${NFS2S3_TEST_NOBODY_SETS_THIS}"))
                .singleElement()
                .asString()
                .startsWith("the settings file names a variable that is not set: ")
                .contains("site.conf: 1", "NFS2S3_TEST_NOBODY_SETS_THIS", "${?NAME}");
        assertThat(read("s3.bucket = ${A_BUCKET}", Map.of("A_BUCKET", "of-the-site"))
                        .s3()
                        .bucket())
                .isEqualTo("of-the-site");
    }

    @Test
    void secrets_are_not_shown() {
        String shown = read("database.password = hush1, aws { accessKeyId = id, secretAccessKey = hush2 }")
                .toString();

        assertThat(shown).doesNotContain("hush").contains("password=***", "secretAccessKey=***");
    }
}
