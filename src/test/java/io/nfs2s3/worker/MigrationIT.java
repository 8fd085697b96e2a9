package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.upload.Enqueued;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files through hook, queue, worker and flip, over the real protocols. */
class MigrationIT extends WorkerTestBase {
    @Test
    void an_upload_is_copied_and_its_pointer_flipped() {
        site.write("images/ab/1.jpg", "the bytes");
        assertThat(hook.fileUploaded("images/ab/1.jpg")).isEqualTo(Enqueued.SQS);
        assertThat(application.resolver().url("images/ab/1.jpg"))
                .contains("https://www.example.com/media/images/ab/1.jpg");

        assertThat(workUntilEmpty().migrated()).isEqualTo(1);

        assertThat(site.text("images/ab/1.jpg")).isEqualTo("the bytes");
        assertThat(row("images/ab/1.jpg").state()).isEqualTo(MediaState.MIGRATED);
        assertThat(application.resolver().url("images/ab/1.jpg").orElseThrow())
                .matches("https://cdn[12]\\.example\\.com/images/ab/1\\.jpg");
    }

    @Test
    void any_legal_name_and_an_empty_file_are_migrated() {
        List<String> paths = List.of(
                "images/with space.jpg",
                "images/plus+percent%23hash#question?.jpg",
                "images/tilde~g2.jpg",
                "images/äöü é 日本語 😀.png",
                "images/line\nbreak.gif",
                "images/no-extension",
                "flat.mp3",
                "images/deep/er/and/deeper/x.tar.gz");
        paths.forEach(path -> site.write(path, "bytes of " + path));
        site.write("images/empty.jpg", "");
        paths.forEach(hook::fileUploaded);
        hook.fileUploaded("images/empty.jpg");

        assertThat(workUntilEmpty().migrated()).isEqualTo(paths.size() + 1);

        paths.forEach(path -> assertThat(site.text(site.keyOf(path))).isEqualTo("bytes of " + path));
        assertThat(site.object("images/empty.jpg")).isEmpty();
        assertThat(site.keys()).hasSize(paths.size() + 1);
    }

    private byte[] uploadLarge() {
        byte[] bytes = new byte[12 * 1024 * 1024 + 17];
        new Random(1).nextBytes(bytes);
        site.write("images/large.bin", bytes);
        hook.fileUploaded("images/large.bin");
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"100 MiB, false", "5 MiB, true"})
    void a_file_larger_than_a_part_arrives_whole(String threshold, boolean inParts) {
        byte[] bytes = uploadLarge();

        assertThat(workUntilEmpty(site.application("s3.multipartThreshold = " + threshold))
                        .migrated())
                .isEqualTo(1);

        assertThat(site.object("images/large.bin")).isEqualTo(bytes);
        assertThat(site.head("images/large.bin").eTag().contains("-")).isEqualTo(inParts);
    }

    @Test
    void a_file_that_the_store_does_not_take_in_one_goes_in_parts() {
        byte[] bytes = uploadLarge();
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false)) {
            s3.befall(request ->
                    request.method().equals("PUT") && request.key().endsWith("large.bin") && !request.isPart()
                            ? new S3Mishap.Refused(400, "EntityTooLarge")
                            : new S3Mishap.Spared());

            assertThat(workUntilEmpty(site.application("s3.endpoint = \"" + s3.endpoint() + "\""))
                            .migrated())
                    .isEqualTo(1);
        }

        assertThat(site.object("images/large.bin")).isEqualTo(bytes);
        assertThat(site.head("images/large.bin").eTag()).contains("-");
    }
}
