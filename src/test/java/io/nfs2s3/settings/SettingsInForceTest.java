package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.settings.Origin.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every setting with its value, and where that comes from. */
class SettingsInForceTest extends SettingsTestBase {
    private static Setting setting(SettingsInForce settings, String key) {
        return settings.all().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> changed(SettingsInForce settings) {
        return settings.all().stream()
                .filter(Setting::isChanged)
                .map(Setting::key)
                .toList();
    }

    @Test
    void without_a_file_every_value_is_the_default_and_right() {
        SettingsInForce settings = SettingsReader.inForce(Optional.empty(), Map.of());

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
        assertThat(changed(settings)).isEmpty();
        assertThat(settings.all())
                .hasSizeGreaterThan(100)
                .allSatisfy(setting -> assertThat(setting.origin()).isEqualTo(new Origin(Kind.DEFAULT, "", 0)));
    }

    @Test
    void each_value_says_where_it_comes_from() {
        Path secret = write("secret", "hush");
        SettingsInForce settings = inForce(
                """
                s3 {
                  bucket = site
                  prefix = ${?PLACE}"/"
                }
                aws.region = ${?REGION}
                database.passwordFile = "%s"
                """.formatted(secret), Map.of("REGION", "eu-central-1", "PLACE", "m", "NFS2S3_HTTP_PORT", "9000"));

        assertThat(setting(settings, "s3.bucket").origin()).isEqualTo(new Origin(Kind.FILE, file().toString(), 2));
        assertThat(setting(settings, "aws.region").origin()).isEqualTo(new Origin(Kind.ENVIRONMENT, "REGION", 0));
        assertThat(setting(settings, "http.port").origin())
                .isEqualTo(new Origin(Kind.ENVIRONMENT, "NFS2S3_HTTP_PORT", 0));
        assertThat(setting(settings, "database.password").origin())
                .isEqualTo(new Origin(Kind.SECRET_FILE, secret.toString(), 0));
        assertThat(setting(settings, "s3.prefix").origin().text())
                .as("put together of both")
                .contains(file() + ": 3", "PLACE")
                .doesNotContain("merge", "ENVIRONMENT:");
        assertThat(changed(settings))
                .containsExactly(
                        "database.password",
                        "database.passwordFile",
                        "aws.region",
                        "s3.bucket",
                        "s3.prefix",
                        "http.port");
        assertThat(setting(settings, "http.port").value()).isEqualTo(9_000);
    }

    @Test
    void what_is_written_in_another_way_is_not_changed() {
        assertThat(changed(inForce(
                        "source.vanishedAfter = 1.5 m, s3.partSize = 16384 KiB, s3.proof = CHECKSUM",
                        Map.of("NFS2S3_HTTP_PORT", "8425", "NFS2S3_DRAIN_ENABLED", "true"))))
                .isEmpty();
    }

    @Test
    void a_value_is_shown_as_it_is_written_in_a_settings_file() {
        SettingsInForce settings = SettingsReader.inForce(Optional.empty(), Map.of());

        assertThat(setting(settings, "s3.partSize").shown()).isEqualTo("16 MiB");
        assertThat(setting(settings, "s3.partSize").range()).isEqualTo("5 MiB to 512 MiB");
        assertThat(setting(settings, "worker.filesInFlight").unit()).isEqualTo("files");
        assertThat(setting(settings, "s3.bucket").shown()).isEqualTo("\"nfs2s3-media\"");
        assertThat(setting(settings, "plan.price.getPer1000").shown()).isEqualTo("0.0004");
        assertThat(setting(settings, "resolve.cdnHosts").shown())
                .isEqualTo("[\"cdn1.example.com\", \"cdn2.example.com\"]");
        assertThat(setting(settings, "s3.proof").range()).isEqualTo("checksum, etag, readback");
    }

    @Test
    void no_secret_is_shown() {
        SettingsInForce settings = inForce("""
                database { url = "jdbc:postgresql://db/site?password=hush&ssl=true", password = hush }
                aws { accessKeyId = id, secretAccessKey = hush }
                sqs.endpoint = "http://user:hush@localhost:1"
                """, Map.of());

        assertThat(settings.toString()).doesNotContain("hush");
        assertThat(setting(settings, "database.url").value())
                .isEqualTo("jdbc:postgresql://db/site?password=***&ssl=true");
        assertThat(setting(settings, "sqs.endpoint").value()).isEqualTo("http://user:***@localhost:1");
        assertThat(setting(settings, "database.password").value()).isEqualTo("***");
        assertThat(setting(SettingsReader.inForce(Optional.empty(), Map.of()), "database.password")
                        .shown())
                .as("none is set")
                .isEqualTo("\"\"");
    }

    @Test
    void wrong_values_are_there_as_they_are_written_beside_the_mistakes() {
        SettingsInForce settings = inForce("http.port = many, s3.partSize = 1 MiB, a.b = c", Map.of());

        assertThat(settings.problems()).hasSize(3);
        assertThat(setting(settings, "http.port").shown()).isEqualTo("many");
        assertThat(setting(settings, "s3.partSize").shown()).isEqualTo("1 MiB");
        assertThat(changed(settings)).containsExactly("s3.partSize", "http.port");
    }

    @Test
    void the_kinds_are_those_of_the_site() {
        SettingsInForce settings = inForce("kinds.photo { prefix = \"p/\", migrate = true }", Map.of());

        assertThat(settings.all())
                .extracting(Setting::key)
                .filteredOn(key -> key.startsWith("kinds."))
                .containsExactly(
                        "kinds.photo.cacheControl",
                        "kinds.photo.contentDisposition",
                        "kinds.photo.kmsKey",
                        "kinds.photo.migrate",
                        "kinds.photo.prefix",
                        "kinds.photo.storageClass");
        assertThat(settings.all())
                .filteredOn(setting -> setting.key().startsWith("kinds."))
                .allSatisfy(setting -> assertThat(setting.about()).isNotEmpty());
        assertThat(changed(settings)).containsExactly("kinds.photo.migrate", "kinds.photo.prefix");
    }

    @Test
    void a_tag_is_a_setting_with_its_place() {
        SettingsInForce settings = inForce("kinds.image.tags { project = web, \"cost.center\" = 12 }", Map.of());

        assertThat(settings.problems()).hasSize(1); // of kinds.image, which has no prefix
        assertThat(setting(settings, "kinds.image.tags.project").origin())
                .isEqualTo(new Origin(Kind.FILE, file().toString(), 1));
        assertThat(setting(settings, "kinds.image.tags.\"cost.center\"").about())
                .isNotEmpty();
    }

    @Test
    void a_storage_class_that_only_some_stores_have_is_a_warning() {
        SettingsInForce settings = inForce(
                "s3.endpoint = \"http://localhost:1\", kinds.p { prefix = \"\", migrate = true, storageClass = COLD }",
                Map.of());

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.warnings())
                .singleElement()
                .asString()
                .contains("kinds.p.storageClass", "COLD", "STANDARD_IA");
    }
}
