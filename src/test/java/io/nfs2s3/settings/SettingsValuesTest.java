package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaKind;
import io.nfs2s3.schedule.JobSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each value is checked, and what is wrong is told with its key. */
class SettingsValuesTest extends SettingsTestBase {
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
    void a_duration_may_be_written_in_iso_8601_too() {
        assertThat(read("source.vanishedAfter = PT90S").source().vanishedAfter())
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(read("source.vanishedAfter = 1m30s").source().vanishedAfter())
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(problems("source.vanishedAfter = PT-90S"))
                .containsExactly("source.vanishedAfter = \"PT-90S\" must be a duration with its unit, such as 30 s");
        assertThat(read("sweep.schedule = PT5M").sweepJob().schedule())
                .isEqualTo(new JobSchedule.Every(Duration.ofMinutes(5)));
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
        assertThat(problems("source.skip = [\"*.tmp\", \"a/b\"]"))
                .containsExactly("source.skip has \"a/b\": give patterns for one segment of a path, such as *.tmp");
    }

    @Test
    void a_value_out_of_range_is_named_with_the_range() {
        assertThat(problems("database.poolSize = 3")).containsExactly("database.poolSize = 3 must be 4 to 100");
        assertThat(problems("database.poolSize = 101")).containsExactly("database.poolSize = 101 must be 4 to 100");
        assertThat(problems("http.port = 65536")).containsExactly("http.port = 65536 must be 0 to 65535");
        assertThat(problems("sqs.longPoll = 21 s")).containsExactly("sqs.longPoll = 21 s must be 0 s to 20 s");
        assertThat(problems("sqs.visibilityTimeout = 4 s"))
                .containsExactly("sqs.visibilityTimeout = 4 s must be 5 s to 12 h");
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
    void blanks_and_line_breaks_around_a_value_are_no_part_of_it_and_refused() {
        for (String key : List.of(
                "s3.bucket", "s3.prefix", "sqs.uploads", "database.user", "source.root", "aws.region", "http.host")) {
            for (String value : List.of(" x", "x ", "x\\n", "x\\ty")) {
                assertThat(problems(key + " = \"" + value + "\""))
                        .anySatisfy(
                                problem -> assertThat(problem).startsWith(key).contains("leave it out"));
            }
        }
        assertThat(problems("resolve.cdnHosts = [\"cdn1 \"]"))
                .containsExactly("resolve.cdnHosts: \"cdn1 \" has a blank at its beginning or end: leave it out");
        assertThat(problems("aws { accessKeyId = id, secretAccessKey = \"hush \" }"))
                .singleElement()
                .asString()
                .startsWith("aws.secretAccessKey has a blank")
                .doesNotContain("hush");
        assertThat(read("database.password = \" a \"").database().password()).isEqualTo(" a ");
        assertThat(read("catalog.siteUpdate = \"\"\"\n  UPDATE x SET a = :path\n\"\"\"")
                        .siteUpdate())
                .contains("UPDATE");
    }

    @Test
    void a_region_is_no_zone() {
        for (String zone : List.of("eu-central-1a", "us-east-1f", "us-west-2-lax-1a")) {
            assertThat(problems("aws.region = " + zone))
                    .singleElement()
                    .asString()
                    .contains("\"" + zone + "\" is an availability zone; its region is ");
        }
        assertThat(problems("aws.region = \"Frankfurt am Main\""))
                .singleElement()
                .asString()
                .contains("a region such as");
        for (String region : List.of("eu-central-1", "us-gov-west-1", "mx-central-1", "auto", "garage", "")) {
            assertThat(read("aws.region = \"" + region + "\"").aws().region()).isEqualTo(region);
        }
    }

    @Test
    void a_base_url_has_a_scheme_or_is_a_path_of_the_sites_own() {
        for (String wrong :
                List.of("www.example.com/media/", "https:/x/", "https:///x/", "ftp://x/", "https://x/#a/")) {
            assertThat(problems("resolve.nfsBaseUrl = \"" + wrong + "\""))
                    .singleElement()
                    .asString()
                    .startsWith("resolve.nfsBaseUrl = \"" + wrong + "\" must be a URL such as");
        }
        for (String good : List.of("http://x:8080/m/", "//x/m/", "/media/", "/", "https://x/media.php?f=/")) {
            assertThat(read("resolve.nfsBaseUrl = \"" + good + "\"").resolve().nfsBaseUrl())
                    .isEqualTo(good);
        }
    }

    @Test
    void a_spool_is_not_on_the_mount() {
        assertThat(problems("source.root = /mnt/m, upload.spool = /mnt/m/spool"))
                .singleElement()
                .asString()
                .contains("upload.spool = \"/mnt/m/spool\" is below source.root = \"/mnt/m\"");
    }

    @Test
    void settings_that_do_not_fit_together_are_named_together() {
        assertThat(problems("s3.bucket = site, sqs.backfill = nfs2s3-site-uploads"))
                .containsExactly("sqs.uploads and sqs.backfill are both nfs2s3-site-uploads");
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
}
