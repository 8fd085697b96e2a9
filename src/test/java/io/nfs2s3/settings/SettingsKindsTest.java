package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaKind;
import io.nfs2s3.storage.ObjectOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a kind may say of its objects. */
class SettingsKindsTest extends SettingsTestBase {
    @Test
    void a_kind_says_how_its_objects_are_stored() {
        Settings settings = read("""
                kinds {
                  image {
                    prefix = "images/", migrate = true
                    storageClass = INTELLIGENT_TIERING, kmsKey = "alias/images", contentDisposition = attachment
                    tags { project = website, "cost:center" = 12, team.of = a }
                  }
                  audio { prefix = "audio/", migrate = true }
                }
                """, Map.of("NFS2S3_KINDS_AUDIO_CACHE_CONTROL", "no-cache"));

        assertThat(settings.s3().kinds().byKind())
                .containsEntry(
                        new MediaKind("image", "images/", true),
                        new ObjectOptions(
                                "INTELLIGENT_TIERING",
                                Map.of("project", "website", "cost:center", "12", "team.of", "a"),
                                "alias/images",
                                "",
                                "attachment"))
                .containsEntry(
                        new MediaKind("audio", "audio/", true), new ObjectOptions("", Map.of(), "", "no-cache", ""));
    }

    @Test
    void kinds_that_are_nothing_are_told_beside_other_mistakes() {
        assertThat(problems("kinds = null\nhttp.port = x"))
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("kinds must hold"));
    }

    @Test
    void all_mistakes_of_all_kinds_are_told_at_once() {
        assertThat(problems("""
                        s3.proof = etag, s3.cacheControl = "größe"
                        kinds.image { prefix = "i", migrate = true, storageClass = GLACIER, tags { "aws:x" = y } }
                        kinds.audio { prefix = "a/", migrate = true, kmsKey = "a b", storageclass = STANDARD }
                        kinds.video { prefix = "v/", migrate = true, tags = none }
                        """))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("s3.cacheControl = \"größe\""),
                        line -> assertThat(line).startsWith("kinds.image.prefix = \"i\""),
                        line -> assertThat(line).startsWith("kinds.image.storageClass = \"GLACIER\""),
                        line -> assertThat(line).startsWith("kinds.image.tags: \"aws:x\""),
                        line -> assertThat(line).startsWith("kinds.audio.kmsKey = \"a b\""),
                        line -> assertThat(line).startsWith("kinds.audio.storageclass is not a setting"),
                        line -> assertThat(line).startsWith("kinds.video.tags"));
    }

    @Test
    void a_storage_class_that_aws_does_not_have_and_a_key_without_another_proof_are_refused() {
        String kind = "kinds.image { prefix = \"i/\", migrate = true, ";

        assertThat(problems(kind + "storageClass = STANDARD-IA }"))
                .singleElement()
                .asString()
                .contains("kinds.image.storageClass = \"STANDARD-IA\"", "STANDARD_IA");
        assertThat(problems("s3.proof = etag, " + kind + "kmsKey = \"alias/a\" }"))
                .singleElement()
                .asString()
                .contains("kinds.image.kmsKey", "s3.proof = checksum");
    }
}
