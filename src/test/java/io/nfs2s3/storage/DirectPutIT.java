package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The direct way alone: what it cannot do goes through the SDK, in silence, so it has to be seen here. */
class DirectPutIT {
    private static final List<String> told = new CopyOnWriteArrayList<>();
    private static TestSite site;
    private static Stores stores;
    private static StoreClient client;

    @BeforeAll
    static void open() {
        site = TestSite.open();
        StoreLoad load = new StoreLoad();
        load.tell(new StoreLoad.Listener() {
            @Override
            public void put(Duration after) {
                told.add("put");
            }

            @Override
            public void slowDown(Duration after) {
                told.add("slow down");
            }
        });
        stores = new Stores(site);
        client = stores.client(site.settings().s3(), load);
    }

    @AfterAll
    static void close() {
        stores.close();
        site.close();
    }

    private static Optional<DirectPut.Answer> put(String path, String text, String summed) {
        FileVersion upload = new FileVersion(MediaPath.of(path), 1);
        NewObject object = new NewObject(ObjectKey.of("", upload.path(), 1), upload, Copies.MODIFIED, "text/plain");
        return client.bodies()
                .directly(
                        object.key(),
                        direct -> direct.put(
                                object, new HttpBody.InMemory(bytes(text)), Checksum.crc32c(bytes(summed)), null));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images/plain.jpg",
                "images/a b+c%20d%.jpg",
                "images/q?x=1&y#z.jpg",
                "images/'quotes' \"and\" (brackets) [too] {all}.jpg",
                "images/~tilde~*!$,;:@=.jpg",
                "images/äöü 日本語 😀.jpg",
                "images/back\\slash|pipe^.jpg"
            })
    void a_put_is_signed_as_the_store_wants_it_whatever_the_name(String path) {
        Optional<DirectPut.Answer> answer = put(path, "the bytes of " + path, "the bytes of " + path);

        assertThat(answer).isPresent();
        assertThat(answer.get().checksum())
                .isEqualTo(Checksum.crc32c(bytes("the bytes of " + path)).value());
        assertThat(site.text(path)).isEqualTo("the bytes of " + path);
    }

    @Test
    void the_load_is_told_of_it() {
        told.clear();

        put("images/told.jpg", "x", "x");

        assertThat(told).containsExactly("put");
    }

    @Test
    void a_part_of_an_upload_goes_directly_too() {
        ObjectKey key = ObjectKey.of("", MediaPath.of("images/in parts+.bin"), 1);
        String upload = client.s3()
                .createMultipartUpload(
                        request -> request.bucket(site.settings().s3().bucket()).key(key.value()))
                .join()
                .uploadId();

        Optional<DirectPut.Answer> answer =
                client.bodies().directly(key, direct -> direct.putPart(key, upload, 1, bytes("all of it"), null, null));

        assertThat(answer).isPresent();
        CompletedPart part =
                CompletedPart.builder().partNumber(1).eTag(answer.get().etag()).build();
        client.s3()
                .completeMultipartUpload(
                        request -> request.bucket(site.settings().s3().bucket())
                                .key(key.value())
                                .uploadId(upload)
                                .multipartUpload(parts -> parts.parts(List.of(part))))
                .join();
        assertThat(site.text("images/in parts+.bin")).isEqualTo("all of it");
    }

    @Test
    void anything_but_200_is_no_answer() {
        put("images/taken.jpg", "x", "x");

        assertThat(put("images/taken.jpg", "y", "y")).isEmpty();
        assertThat(put("images/damaged.jpg", "x", "y")).isEmpty();
        assertThat(site.text("images/taken.jpg")).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://bucket.s3.eu-central-1.amazonaws.com/", "http://127.0.0.1:9000/bucket/"})
    void a_bucket_is_where_the_sdk_says(String base) throws Exception {
        BucketAddress address =
                BucketAddress.of(URI.create(base + BucketAddress.PROBE).toURL());

        assertThat(address.uri()).hasToString(base);
        assertThat(address.encodedPath("images/a b.jpg")).endsWith("/images/a%20b.jpg");
    }
}
