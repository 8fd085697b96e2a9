package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class ComparisonTest {
    private static final FileVersion UPLOAD = new FileVersion(MediaPath.of("images/1.jpg"), 1);
    private static final ExpectedObject EXPECTED = new ExpectedObject(
            new NewObject(
                    ObjectKey.of("", UPLOAD.path(), UPLOAD.generation()),
                    UPLOAD,
                    Instant.EPOCH,
                    "image/jpeg",
                    "site",
                    null),
            3,
            Checksum.crc32c(ByteBuffer.allocate(3)),
            null);

    /** As a lifecycle rule leaves an object while its file is rolled back: the same bytes, and nobody can read them. */
    @ParameterizedTest
    @CsvSource({
        "STANDARD, '', true",
        "GLACIER_IR, '', true",
        "GLACIER, '', false",
        "DEEP_ARCHIVE, 'ongoing-request=\"true\"', false",
        "GLACIER, 'ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2112 00:00:00 GMT\"', true"
    })
    void the_right_bytes_in_an_archive_are_no_copy(String storageClass, String restore, boolean proved) {
        HeadObjectResponse answer = HeadObjectResponse.builder()
                .storageClass(storageClass)
                .restore(restore)
                .eTag("\"e\"")
                .build();

        PutOutcome outcome = new Comparison(EXPECTED, answer, "CRC32C a", "CRC32C a", true).ofOther();

        assertThat(outcome instanceof PutOutcome.Proved).isEqualTo(proved);
    }
}
