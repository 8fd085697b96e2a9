package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Objects that are put by one request and never are in memory as a whole. */
class StreamedPutIT {
    private static final int SIZE = 6 * 1024 * 1024 + 17;
    private static final String KEY = "images/video.mp4";
    private static TestSite site;
    private static Stores stores;

    @BeforeAll
    static void open() {
        site = TestSite.open();
        stores = new Stores(site);
    }

    @AfterAll
    static void close() {
        stores.close();
        site.close();
    }

    @AfterEach
    void clear() {
        stores.clear();
    }

    /** A body in memory that stands for a file. */
    private static class Body implements RereadableBody {
        final byte[] bytes = new byte[SIZE];
        int position;
        int readings = 1;

        Body() {
            new Random(1).nextBytes(bytes);
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(ByteBuffer buffer) {
            int length = buffer.remaining();
            buffer.put(bytes, position, length).flip();
            position += length;
        }

        @Override
        public void rewind() {
            position = 0;
            readings++;
        }

        @Override
        public void checkUnchanged() {}
    }

    private static StreamedPut put(ObjectStore store, Body body) {
        FileVersion upload = new FileVersion(MediaPath.of(KEY), 1);
        return store.putStreamed(
                body, head -> new NewObject(ObjectKey.of("", upload.path(), 1), upload, Copies.MODIFIED, "video/mp4"));
    }

    @ParameterizedTest
    @EnumSource
    void it_is_proved_and_carries_what_others_carry_also_when_it_comes_twice(VerificationMode verification) {
        ObjectStore store = stores.with("s3.proof = " + verification);
        Body body = new Body();

        StreamedPut put = put(store, body);
        assertThat(put.checksum()).isEqualTo(Checksum.crc32c(ByteBuffer.wrap(body.bytes)));
        assertThat(put.send().join()).get().isInstanceOf(PutOutcome.Proved.class);
        assertThat(put(store, new Body()).send().join()).get().isInstanceOf(PutOutcome.Proved.class);

        assertThat(site.object(KEY)).isEqualTo(body.bytes);
        HeadObjectResponse head = site.head(KEY);
        assertThat(head.contentType()).isEqualTo("video/mp4");
        assertThat(head.cacheControl()).isEqualTo("public, max-age=31536000, immutable");
        assertThat(head.metadata()).containsEntry("media-path", KEY);
    }

    @ParameterizedTest
    @EnumSource
    void a_key_with_other_bytes_is_left_alone(VerificationMode verification) {
        ObjectStore store = stores.with("s3.proof = " + verification);
        Body other = new Body();
        other.bytes[SIZE / 2]++;
        put(store, other).send().join();

        assertThat(put(store, new Body()).send().join()).get().isInstanceOf(PutOutcome.Taken.class);

        assertThat(site.object(KEY)).isEqualTo(other.bytes);
    }

    /** This store lists what it is still receiving under another name, until it sees that the connection is closed. */
    private static void assertThatNothingIsLeft() {
        site.await(() -> site.keys().isEmpty());
    }

    @Test
    void of_a_body_that_changes_between_its_readings_nothing_comes_into_being() {
        Body body = new Body() {
            @Override
            public void rewind() {
                super.rewind();
                bytes[SIZE - 1]++;
            }
        };
        StreamedPut put = put(stores.with(), body);

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(put::send)
                .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_CHANGED));

        assertThatNothingIsLeft();
    }

    @Test
    void of_a_body_that_is_not_the_file_any_more_nothing_comes_into_being() {
        Body body = new Body() {
            @Override
            public void checkUnchanged() {
                assertThat(position).as("all was read").isEqualTo(SIZE);
                throw new MigrationException(FailureCode.SOURCE_CHANGED, "it was replaced");
            }
        };
        StreamedPut put = put(stores.with(), body);

        assertThatExceptionOfType(MigrationException.class).isThrownBy(put::send);

        assertThatNothingIsLeft();
    }

    @Test
    void of_a_body_that_cannot_be_read_to_its_end_nothing_comes_into_being() {
        Body body = new Body() {
            @Override
            public void read(ByteBuffer buffer) {
                if (readings == 2 && position > SIZE / 2) {
                    throw new MigrationException(FailureCode.SOURCE_CHANGED, "it became shorter");
                }
                super.read(buffer);
            }
        };
        StreamedPut put = put(stores.with(), body);

        assertThatExceptionOfType(MigrationException.class).isThrownBy(put::send);

        assertThatNothingIsLeft();
    }

    @Test
    void a_store_that_refuses_it_is_told_apart_from_one_that_has_it() {
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false)) {
            ObjectStore store = stores.with("s3.endpoint = \"" + s3.endpoint() + "\"");
            s3.befall(request -> request.method().equals("PUT")
                    ? new S3Mishap.Refused(400, "EntityTooLarge")
                    : new S3Mishap.Spared());

            assertThat(put(store, new Body()).send().join()).isEmpty();

            put(stores.with(), new Body()).send().join();
            assertThat(put(store, new Body()).send().join()).get().isInstanceOf(PutOutcome.Proved.class);
        }
    }

    @Test
    void only_what_is_between_the_size_of_a_part_and_the_threshold_is_streamed() {
        ObjectStore store = stores.with("s3.partSize = 5 MiB", "s3.multipartThreshold = 7 MiB");
        long mebibyte = 1024 * 1024;

        assertThat(store.streams(5 * mebibyte)).isFalse();
        assertThat(store.streams(5 * mebibyte + 1)).isTrue();
        assertThat(store.streams(7 * mebibyte)).isTrue();
        assertThat(store.streams(7 * mebibyte + 1)).isFalse();
    }
}
