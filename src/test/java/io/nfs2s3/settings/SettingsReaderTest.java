package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nfs2s3.media.MediaKind;
import io.nfs2s3.resolve.CdnHost;
import io.nfs2s3.schedule.JobSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    private final Path file;

    SettingsReaderTest(@TempDir Path directory) {
        file = directory.resolve("site.conf");
    }

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
    void an_unknown_key_is_named_with_the_one_that_was_meant() {
        assertThat(problems("sqs.bucket = x"))
                .containsExactly("sqs.bucket is not a setting; did you mean s3.bucket? (" + file + ")");
        assertThat(problems("s3.pathstyle = true"))
                .containsExactly("s3.pathstyle is not a setting; did you mean s3.pathStyle? (" + file + ")");
        assertThat(problems("source.colour = red")).containsExactly("source.colour is not a setting (" + file + ")");
        assertThat(problems("source.root.path = /x"))
                .containsExactly("source.root.path is not a setting (" + file + ")");
        assertThat(problems("kinds.image.colour = red"))
                .containsExactly("kinds.image.colour is not a setting (" + file + ")");
    }

    @Test
    void a_spool_is_an_absolute_path_of_a_file() {
        assertThat(read("upload.spool = /var/lib/nfs2s3/uploads.spool").upload().spool())
                .contains(Path.of("/var/lib/nfs2s3/uploads.spool"));
        for (String wrong : List.of("uploads.spool", "/")) {
            assertThat(problems("upload.spool = \"" + wrong + "\""))
                    .containsExactly("upload.spool = \"" + wrong + "\" must be an absolute path of a file, or empty");
        }
    }

    @Test
    void a_value_of_the_wrong_type_is_named_with_what_is_right() {
        assertThat(problems("source.readers = many"))
                .containsExactly("source.readers = \"many\" must be a whole number");
        assertThat(problems("source.readers = 20.5"))
                .containsExactly("source.readers = \"20.5\" must be a whole number");
        assertThat(problems("source.readers = 99999999999"))
                .containsExactly("source.readers = \"99999999999\" must be a whole number");
        assertThat(problems("s3.pathStyle = perhaps"))
                .containsExactly("s3.pathStyle = \"perhaps\" must be true or false");
        assertThat(problems("sqs.uploads = [a]")).containsExactly("sqs.uploads = \"[a]\" must be a text");
        assertThat(problems("resolve.cdnHosts = cdn"))
                .containsExactly("resolve.cdnHosts = \"cdn\" must be a list of texts");
        assertThat(problems("source.readTimeout = soon"))
                .containsExactly("source.readTimeout = \"soon\" must be a duration with its unit, such as 30 s");
        assertThat(problems("s3.partSize = large"))
                .containsExactly("s3.partSize = \"large\" must be a size with its unit, such as 16 MiB");
        assertThat(problems("sqs.endpoint = \"localhost:9324\""))
                .containsExactly("sqs.endpoint = \"localhost:9324\" must be a URL such as http://localhost:9324");
        assertThat(problems("s3.endpoint = \"http://a b\""))
                .containsExactly("s3.endpoint = \"http://a b\" must be a URL such as http://localhost:9324");
        assertThat(problems("resolve.unregistered = s3"))
                .containsExactly("resolve.unregistered = \"s3\" must be one of [nfs, missing]");
        assertThat(problems("database.user = null")).containsExactly("database.user = \"null\" must be a text");
    }

    @Test
    void a_duration_or_size_without_its_unit_is_not_guessed() {
        for (String number : List.of("90", "\"90\"", "\" 90 \"", "90.5", "9e1", "\"9e1\"", "\"+90\"")) {
            assertThat(problems("source.vanishedAfter = " + number))
                    .singleElement()
                    .asString()
                    .startsWith("source.vanishedAfter = \"")
                    .endsWith("\" must be a duration with its unit, such as 30 s");
        }
        for (String number : List.of("16777216", "1e999999999 B")) {
            assertThat(problems("s3.partSize = \"" + number + "\""))
                    .containsExactly("s3.partSize = \"" + number + "\" must be a size with its unit, such as 16 MiB");
        }
        assertThat(problems("sweep.schedule = 5000"))
                .singleElement()
                .asString()
                .startsWith("sweep.schedule")
                .contains("5000", "5 s");
    }

    @Test
    void a_price_is_a_number_that_may_have_a_fraction() {
        assertThat(read("plan.price.putPer1000 = 0.0054").plan().putPer1000()).isEqualTo(0.0054);
        assertThat(problems("plan.price.putPer1000 = cheap"))
                .containsExactly("plan.price.putPer1000 = \"cheap\" must be a number");
        assertThat(problems("plan.price.storagePerGibMonth = -0.1"))
                .containsExactly("plan.price.storagePerGibMonth = -0.1 must be 0.0 to 1000.0");
    }

    @Test
    void a_pattern_of_names_to_skip_is_checked() {
        assertThat(problems("backfill.scan.skip = [\"*.tmp\", \"a/b\"]"))
                .containsExactly("backfill.scan.skip has \"a/b\": give patterns for the last segment, such as *.tmp");
    }

    @Test
    void a_value_out_of_range_is_named_with_the_range() {
        assertThat(problems("database.poolSize = 3")).containsExactly("database.poolSize = 3 must be 4 to 100");
        assertThat(problems("database.poolSize = 101")).containsExactly("database.poolSize = 101 must be 4 to 100");
        assertThat(problems("http.port = 65536")).containsExactly("http.port = 65536 must be 0 to 65535");
        assertThat(problems("sqs.longPoll = 21 s")).containsExactly("sqs.longPoll = 21 s must be 0s to 20s");
        assertThat(problems("sqs.visibilityTimeout = 4 s"))
                .containsExactly("sqs.visibilityTimeout = 4 s must be 5s to 12h");
        assertThat(problems("s3.partSize = 4 MiB")).containsExactly("s3.partSize = 4 MiB must be 5 MiB to 512 MiB");
    }

    @Test
    void the_ends_of_a_range_belong_to_it() {
        assertThat(read("database.poolSize = 4").database().poolSize()).isEqualTo(4);
        assertThat(read("database.poolSize = 100").database().poolSize()).isEqualTo(100);
        assertThat(read("sqs.longPoll = 20 s").sqs().longPoll()).isEqualTo(Duration.ofSeconds(20));
        assertThat(read("sqs.longPoll = 0 s").sqs().longPoll()).isEqualTo(Duration.ZERO);
    }

    @Test
    void a_value_that_a_feature_refuses_is_named_with_its_key() {
        for (var wrong : Map.of(
                        "source.root", "media",
                        "source.sentinel", "../mounted",
                        "database.url", "jdbc:mysql://localhost/site",
                        "aws.accessKeyId", "id",
                        "sqs.uploads", "two words",
                        "sqs.backfill", "a.b",
                        "s3.bucket", "UPPER",
                        "s3.prefix", "/media",
                        "resolve.nfsBaseUrl", "https://example.com/media",
                        "resolve.cdnScheme", "ftp")
                .entrySet()) {
            assertThat(problems(wrong.getKey() + " = \"" + wrong.getValue() + "\""))
                    .singleElement()
                    .asString()
                    .contains(wrong.getKey())
                    .satisfiesAnyOf(
                            problem -> assertThat(problem).contains("\"" + wrong.getValue() + "\""),
                            problem -> assertThat(problem).startsWith("aws."));
        }
        assertThat(problems("resolve.cdnHosts = [\"https://cdn\"]"))
                .singleElement()
                .asString()
                .contains("resolve.cdnHosts has \"https://cdn\"");
        assertThat(problems("resolve.cdnHosts = [\"cdn=0\"]"))
                .containsExactly("resolve.cdnHosts gives cdn the weight 0; a weight is 1 to 100");
        assertThat(problems("resolve.signing.privateKey = \"/key.pem\""))
                .singleElement()
                .asString()
                .startsWith("resolve.signing.keyPairId is empty");
        assertThat(problems("source.root = \"a\\u0000b\""))
                .singleElement()
                .asString()
                .contains("source.root");
    }

    @Test
    void settings_that_do_not_fit_together_are_named_together() {
        assertThat(problems("sqs.backfill = nfs2s3-uploads"))
                .containsExactly("sqs.uploads and sqs.backfill are both nfs2s3-uploads");
        assertThat(problems("source.readers = 16"))
                .singleElement()
                .asString()
                .contains("source.hungReadersLimit = 16 must be below source.readers = 16");
        assertThat(problems("worker.bytesInFlight = 63 MiB"))
                .singleElement()
                .asString()
                .contains("worker.bytesInFlight = 63 MiB", "s3.partSize", "64 MiB");
        assertThat(read("worker.bytesInFlight = 64 MiB").worker().bytesInFlight())
                .isEqualTo(64L * 1024 * 1024);
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
                        "sweep.age = 1 s must be 1m to 336h");
        assertThat(problems("a.b = 1, c = 2", Map.of("NFS2S3_NO", "x"))).hasSize(3);
    }

    @Test
    void a_schedule_is_an_interval_or_a_cron_expression() {
        Settings settings = read("drain.schedule = \"0/10 * * * * ?\", sweep { enabled = false, schedule = 1 h }");

        assertThat(settings.drainJob().schedule()).isEqualTo(new JobSchedule.Cron("0/10 * * * * ?"));
        assertThat(settings.sweepJob().schedule()).isEqualTo(new JobSchedule.Every(Duration.ofHours(1)));
        assertThat(settings.sweepJob().enabled()).isFalse();
        assertThat(problems("drain.schedule = 1 ms"))
                .singleElement()
                .asString()
                .contains("drain.schedule", "1 ms", "10 ms");
    }

    @Test
    void the_kinds_of_a_site_replace_the_default_kinds() {
        assertThat(read("kinds.photo { prefix = \"p/\", migrate = true }")
                        .kinds()
                        .all())
                .containsExactly(new MediaKind("photo", "p/", true));
    }

    @Test
    void a_kind_has_a_prefix_and_says_whether_it_is_migrated() {
        assertThat(problems("kinds.photo.prefix = \"p/\""))
                .singleElement()
                .asString()
                .contains(
                        "kinds.photo needs prefix and migrate", "kinds.photo { prefix = \"photos/\", migrate = true }");
        assertThat(problems("kinds.photo = 5")).singleElement().asString().contains("kinds.photo");
        assertThat(problems("kinds = 5")).singleElement().asString().contains("kinds");
        assertThat(problems("kinds.Photo { prefix = \"p/\", migrate = true }"))
                .singleElement()
                .asString()
                .contains("kind \"Photo\"", "a-z");
        assertThat(problems("kinds.\"a+b\" { prefix = \"p/\", migrate = true }"))
                .singleElement()
                .asString()
                .contains("a+b");
        assertThat(problems("kinds.photo { prefix = \"../\", migrate = true }"))
                .singleElement()
                .asString()
                .contains("photo", "\"..\"");
        assertThat(problems("kinds.photo { prefix = \"p\", migrate = true }"))
                .singleElement()
                .asString()
                .contains("kind photo: the prefix \"p\" must end in \"/\"");
        assertThat(problems("kinds.photo { prefix = \"p/\", migrate = soon }"))
                .containsExactly("kinds.photo.migrate = \"soon\" must be true or false");
    }

    @Test
    void the_environment_wins_over_the_file() {
        Settings settings = read(
                "database.url = \"jdbc:postgresql://file/site\", s3.pathStyle = false",
                Map.of(
                        "NFS2S3_DATABASE_URL", "jdbc:postgresql://environment/site",
                        "NFS2S3_S3_PATH_STYLE", "true",
                        "NFS2S3_HTTP_PORT", "9000",
                        "NFS2S3_SQS_LONG_POLL", "7 s",
                        "NFS2S3_RESOLVE_CDN_HOSTS", " a.example.com , b.example.com,c ",
                        "NFS2S3_KINDS_AUDIO_MIGRATE", "true",
                        "NFS2S3_DATABASE_PASSWORD", "a, b # \"c\" = ${d}",
                        "PATH", "/bin"));

        assertThat(settings.database().url()).isEqualTo("jdbc:postgresql://environment/site");
        assertThat(settings.database().password()).isEqualTo("a, b # \"c\" = ${d}");
        assertThat(settings.s3().pathStyle()).isTrue();
        assertThat(settings.http().port()).isEqualTo(9_000);
        assertThat(settings.sqs().longPoll()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.resolve().cdn().hosts().all())
                .extracting(CdnHost::name)
                .containsExactly("a.example.com", "b.example.com", "c");
        assertThat(settings.kinds().all())
                .containsExactlyInAnyOrder(
                        new MediaKind("image", "images/", true), new MediaKind("audio", "audio/", true));
    }

    @Test
    void the_environment_is_checked_like_the_file() {
        assertThat(problems("", Map.of("NFS2S3_HTTP_PORT", "http")))
                .containsExactly("http.port = \"http\" must be a whole number");
        assertThat(problems("", Map.of("NFS2S3_HTTP_PORT", "-1"))).containsExactly("http.port = -1 must be 0 to 65535");
    }

    @Test
    void a_variable_that_names_no_setting_is_refused() {
        assertThat(problems("", Map.of("NFS2S3_S3_PATHSTYLE", "true")))
                .containsExactly("NFS2S3_S3_PATHSTYLE in the environment names no setting; unset or correct it");
        assertThat(read("", Map.of("NFS2S3_CONFIG", "x", "NFS2S3_JAVA_OPTS", "-Xmx1g", "NFS2S3_HOME", "/opt")))
                .as("variables of the start script")
                .isNotNull();
    }

    @Test
    void a_file_that_cannot_be_read_is_named() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
                .withMessage("the settings file " + file + " cannot be read");
        assertThat(problems("source { root = "))
                .first()
                .asString()
                .startsWith("the settings file is not HOCON: ")
                .contains(file.getFileName().toString());
    }

    @Test
    void secrets_are_not_shown() {
        String shown = read("database.password = hush1, aws { accessKeyId = id, secretAccessKey = hush2 }")
                .toString();

        assertThat(shown).doesNotContain("hush").contains("password=***", "secretAccessKey=***");
    }

    private Settings read(String text) {
        return read(text, Map.of());
    }

    private Settings read(String text, Map<String, String> environment) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return SettingsReader.read(Optional.of(file), environment);
    }

    private List<String> problems(String text) {
        return problems(text, Map.of());
    }

    private List<String> problems(String text, Map<String, String> environment) {
        try {
            throw new AssertionError("taken: " + read(text, environment));
        } catch (SettingsException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }
}
