package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.queue.QueueSettings;
import io.nfs2s3.settings.Origin.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two sites share no queue unless their settings say so. */
class SiteQueuesTest extends SettingsTestBase {
    private static final Map<String, String> NOTHING = Map.of();

    private Stream<String> names(String text) {
        QueueSettings queues = read(text).sqs();
        return Stream.of(queues.uploads(), queues.backfill());
    }

    @Test
    void queues_without_a_name_are_named_after_the_bucket() {
        assertThat(names("s3.bucket = example-media"))
                .containsExactly("nfs2s3-example-media-uploads", "nfs2s3-example-media-backfill");
        assertThat(read("", Map.of("NFS2S3_S3_BUCKET", "other-media")).sqs().uploads())
                .isEqualTo("nfs2s3-other-media-uploads");
    }

    @Test
    void sites_with_other_places_have_other_queues() {
        assertThat(Stream.of(
                                "s3.bucket = media",
                                "s3.bucket = other",
                                "s3 { bucket = media, prefix = \"a/\" }",
                                "s3 { bucket = media, prefix = \"b/\" }",
                                "s3 { bucket = media, prefix = \"a/b/\" }",
                                "s3 { bucket = media, prefix = \"a-b/\" }",
                                "s3.bucket = media-a",
                                "s3.bucket = media.a")
                        .flatMap(this::names))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_name_that_is_set_wins() {
        assertThat(names("s3.bucket = media, sqs { uploads = live.fifo, backfill = back.fifo }"))
                .containsExactly("live.fifo", "back.fifo");
        assertThat(names("s3.bucket = media, sqs.uploads = nfs2s3-uploads"))
                .containsExactly("nfs2s3-uploads", "nfs2s3-media-backfill");
        assertThat(read("s3.bucket = media", Map.of("NFS2S3_SQS_UPLOADS", "own"))
                        .sqs()
                        .uploads())
                .isEqualTo("own");
    }

    @Test
    void the_settings_in_force_show_the_name_as_a_default() {
        Setting uploads = inForce("s3.bucket = media", NOTHING).all().stream()
                .filter(setting -> setting.key().equals("sqs.uploads"))
                .findFirst()
                .orElseThrow();

        assertThat(uploads.shown()).isEqualTo("\"nfs2s3-media-uploads\"");
        assertThat(uploads.origin().kind()).isEqualTo(Kind.DEFAULT);
        assertThat(uploads.isChanged()).isFalse();
    }

    @Test
    void of_a_wrong_bucket_only_the_bucket_is_told() {
        for (String wrong : List.of("s3.bucket = UPPER", "s3.bucket = [a]", "s3.bucket = \"\"")) {
            assertThat(problems(wrong))
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).startsWith("s3.bucket"));
        }
    }
}
