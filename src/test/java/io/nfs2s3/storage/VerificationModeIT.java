package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Every way of proving a copy holds the same promises. */
class VerificationModeIT {
    private static final int PART = 5 * 1024 * 1024;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Stores stores = site.closing(new Stores(site));

    @AfterEach
    void clear() {
        stores.clear();
    }

    private static ObjectStore store(VerificationMode verification) {
        return stores.with("s3.proof = " + verification, "s3.partSize = 5 MiB");
    }

    private static NewObject object(String path) {
        FileVersion upload = new FileVersion(MediaPath.of(path), 1);
        return new NewObject(ObjectKey.of("", upload.path(), 1), upload, Copies.MODIFIED, "image/jpeg");
    }

    private static PutOutcome put(ObjectStore store, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        return store.put(object("images/1.jpg"), bytes, Checksum.crc32c(bytes)).join();
    }

    private static MultipartUpload sent(ObjectStore store, byte[] bytes) {
        MultipartUpload put = store.putLarge(object("images/large.jpg"), bytes.length);
        for (int from = 0; from < bytes.length; from += PART) {
            put.send(ByteBuffer.wrap(bytes, from, Math.min(PART, bytes.length - from))
                            .slice())
                    .join();
        }
        return put;
    }

    private static void overwrite(String key, byte[] bytes) {
        site.s3().putObject(request -> request.bucket(site.bucket()).key(key), RequestBody.fromBytes(bytes));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void a_put_is_proved_also_when_it_comes_twice(VerificationMode verification) {
        ObjectStore store = store(verification);

        assertThat(put(store, "the bytes")).isInstanceOf(PutOutcome.Proved.class);
        assertThat(put(store, "the bytes")).isInstanceOf(PutOutcome.Proved.class);

        assertThat(site.text("images/1.jpg")).isEqualTo("the bytes");
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_object_is_proved(VerificationMode verification) {
        assertThat(put(store(verification), "")).isInstanceOf(PutOutcome.Proved.class);
    }

    @ParameterizedTest
    @EnumSource
    void other_bytes_of_the_same_size_are_found_out(VerificationMode verification) {
        ObjectStore store = store(verification);
        put(store, "the bites");

        assertThat(put(store, "the bytes")).isInstanceOf(PutOutcome.Taken.class);

        assertThat(site.text("images/1.jpg")).isEqualTo("the bites");
    }

    @ParameterizedTest
    @EnumSource
    void a_large_object_is_proved_also_when_it_comes_twice(VerificationMode verification) {
        ObjectStore store = store(verification);
        byte[] bytes = random(2 * PART + 17);
        Checksum checksum = Checksum.crc32c(ByteBuffer.wrap(bytes));

        assertThat(sent(store, bytes).complete(checksum)).isInstanceOf(PutOutcome.Proved.class);
        assertThat(sent(store, bytes).complete(checksum)).isInstanceOf(PutOutcome.Proved.class);

        assertThat(Arrays.equals(site.object("images/large.jpg"), bytes)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"ETAG", "READBACK"}) // for the other one the store itself looks
    void a_large_object_that_was_damaged_on_its_way_is_found_out(VerificationMode verification) {
        ObjectStore store = store(verification);
        byte[] bytes = random(PART + 17);
        byte[] damaged = bytes.clone();
        damaged[PART + 3]++;
        overwrite("images/large.jpg", damaged);

        assertThat(sent(store, bytes).complete(Checksum.crc32c(ByteBuffer.wrap(bytes))))
                .isInstanceOf(PutOutcome.Taken.class);
    }

    @Test
    void a_store_without_checksums_proves_nothing_by_checksum() {
        overwrite("images/1.jpg", "the bytes".getBytes(StandardCharsets.UTF_8));

        if (site.head("images/1.jpg").checksumCRC32C() == null) { // put without one: as old stores have all of theirs
            assertThatThrownBy(() -> put(store(VerificationMode.CHECKSUM), "the bytes"))
                    .cause()
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_PROVED));
        }
        assertThat(put(store(VerificationMode.ETAG), "the bytes")).isInstanceOf(PutOutcome.Proved.class);
        assertThat(put(store(VerificationMode.READBACK), "the bytes")).isInstanceOf(PutOutcome.Proved.class);
    }

    @Test
    void abandoned_parts_are_forgotten_when_they_are_old_enough() {
        ObjectStore store = store(VerificationMode.CHECKSUM);
        sent(store, random(PART + 1));
        Clock now = Clock.systemUTC();
        Clock later = Clock.fixed(now.instant().plus(Duration.ofDays(3)), ZoneOffset.UTC);

        assertThat(store.forgetAbandonedParts(Duration.ofDays(2), now, key -> true)
                        .join())
                .isZero();
        int abandoned = store.abandonedParts(Duration.ofDays(2), later, key -> true)
                .join()
                .size();
        assertThat(abandoned).isPositive();
        assertThat(store.forgetAbandonedParts(Duration.ofDays(2), later, key -> true)
                        .join())
                .isEqualTo(abandoned);
        assertThat(store.forgetAbandonedParts(Duration.ofDays(2), later, key -> true)
                        .join())
                .isZero();

        assertThat(site.s3()
                        .listMultipartUploads(request -> request.bucket(site.bucket()))
                        .uploads())
                .isEmpty();
    }
}
