package io.nfs2s3.storage;

import static io.nfs2s3.storage.Puts.bytes;
import static io.nfs2s3.storage.Puts.object;
import static io.nfs2s3.storage.Puts.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.testing.TestSite;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class MultipartUploadIT {
    private static final int PART = 5 * 1024 * 1024;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static Stores stores;
    private static ObjectStore store;

    @BeforeAll
    static void open() {
        stores = new Stores(site);
        store = stores.of(site.settings().s3());
    }

    @AfterAll
    static void close() {
        stores.close();
    }

    @AfterEach
    void clear() {
        stores.clear();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static MultipartUpload sent(NewObject object, byte[] bytes) {
        MultipartUpload put = store.putLarge(object, bytes.length);
        for (int from = 0; from < bytes.length; from += PART) {
            put.send(ByteBuffer.wrap(bytes, from, Math.min(PART, bytes.length - from))
                            .slice())
                    .join();
        }
        return put;
    }

    @Test
    void a_large_object_in_parts_is_proved_by_the_checksum_of_the_whole() {
        byte[] bytes = random(2 * PART + 17);
        Checksum checksum = Checksum.crc32c(ByteBuffer.wrap(bytes));
        MultipartUpload put = sent(object("images/large.jpg"), bytes);
        assertThat(put.hasFailed()).isFalse();

        assertThat(put.complete(checksum)).isInstanceOf(PutOutcome.Proved.class);

        assertThat(Arrays.equals(site.object("images/large.jpg"), bytes)).isTrue();
        HeadObjectResponse head = site.s3()
                .headObject(request ->
                        request.bucket(site.bucket()).key("images/large.jpg").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.checksumCRC32C()).isEqualTo(checksum.value());
        assertThat(head.contentType()).isEqualTo("image/jpeg");
        assertThat(head.metadata()).containsEntry("media-path", "images/large.jpg");
        assertThat(head.cacheControl()).isEqualTo("public, max-age=31536000, immutable");
    }

    @Test
    void a_large_object_whose_key_has_the_same_bytes_is_proved() {
        byte[] bytes = random(PART + 1);
        Checksum checksum = Checksum.crc32c(ByteBuffer.wrap(bytes));
        sent(object("images/large.jpg"), bytes).complete(checksum);

        assertThat(sent(object("images/large.jpg"), bytes).complete(checksum)).isInstanceOf(PutOutcome.Proved.class);
    }

    @Test
    void a_large_object_whose_key_has_other_bytes_leaves_them_alone() {
        put(store, object("images/large.jpg"), "the bytes");
        byte[] bytes = random(PART + 1);

        PutOutcome outcome = sent(object("images/large.jpg"), bytes).complete(Checksum.crc32c(ByteBuffer.wrap(bytes)));

        assertThat(outcome).isInstanceOf(PutOutcome.Taken.class);
        assertThat(site.text("images/large.jpg")).isEqualTo("the bytes");
        assertThat(openUploads()).isEmpty();
    }

    private static List<software.amazon.awssdk.services.s3.model.MultipartUpload> openUploads() {
        return site.s3()
                .listMultipartUploads(request -> request.bucket(site.bucket()))
                .uploads();
    }

    @Test
    void a_large_object_with_a_wrong_checksum_is_never_proved() {
        byte[] bytes = random(PART + 1);
        MultipartUpload put = sent(object("images/large.jpg"), bytes);
        Checksum wrong = Checksum.crc32c(bytes("something else"));

        try {
            assertThat(put.complete(wrong)).isInstanceOf(PutOutcome.Taken.class);
        } catch (MigrationException e) {
            assertThat(e.code()).isEqualTo(FailureCode.CHECKSUM_MISMATCH);
            put.abort();
        }
    }

    @Test
    void a_large_put_that_is_given_up_leaves_nothing() {
        MultipartUpload put = sent(object("images/large.jpg"), random(PART + 1));

        put.abort();

        assertThat(site.keys()).isEmpty();
        assertThat(openUploads()).isEmpty();
    }
}
