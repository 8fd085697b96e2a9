package io.nfs2s3.storage;

import static io.nfs2s3.storage.Puts.bytes;
import static io.nfs2s3.storage.Puts.join;
import static io.nfs2s3.storage.Puts.object;
import static io.nfs2s3.storage.Puts.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Each call to S3, and what becomes of each of its errors.
 *
 * <p>Past 300 lines, for all are made to one store.
 */
class ObjectStoreIT {
    private static TestSite site;
    private static ObjectStore store;
    private static Stores stores;

    @BeforeAll
    static void open() {
        site = TestSite.open();
        stores = new Stores(site);
        store = stores.of(site.settings().s3());
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

    private static FailureCode failure(Runnable call) {
        FailureCode[] code = new FailureCode[1];
        assertThatThrownBy(call::run).isInstanceOfSatisfying(MigrationException.class, e -> code[0] = e.code());
        return code[0];
    }

    @Test
    void a_put_is_proved_and_carries_what_readers_and_operators_need() {
        assertThat(put(store, object("images/ab/1.jpg"), "the bytes")).isInstanceOf(PutOutcome.Proved.class);

        assertThat(site.text("images/ab/1.jpg")).isEqualTo("the bytes");
        HeadObjectResponse head = site.head("images/ab/1.jpg");
        assertThat(head.contentType()).isEqualTo("image/jpeg");
        assertThat(head.contentDisposition()).isEqualTo("inline");
        assertThat(head.cacheControl()).isEqualTo("public, max-age=31536000, immutable");
        assertThat(head.metadata())
                .containsEntry("generation", "1")
                .containsEntry("source-mtime", Copies.MODIFIED.toString())
                .containsEntry("media-path", "images/ab/1.jpg");
    }

    @Test
    void an_empty_object_is_proved() {
        assertThat(put(store, object("images/empty.jpg"), "")).isInstanceOf(PutOutcome.Proved.class);

        assertThat(site.object("images/empty.jpg")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "page.html, <!DOCTYPE html><html><script>alert(1)</script></html>, text/html, attachment",
        "page.jpg, <!DOCTYPE html><html><script>alert(1)</script></html>, text/html, attachment",
        "drawing.svg, <svg xmlns='http://www.w3.org/2000/svg'/>, image/svg+xml, attachment",
        "feed.xml, <?xml version='1.0'?><a/>, application/xml, attachment",
        "notes.txt, plain words, text/plain, inline",
        "picture.png, not a picture, text/plain, inline",
        "what.qqq, '\u0001\u0002\u0003\u0004', application/octet-stream, inline",
        "no-name, '\u0001\u0002\u0003\u0004', application/octet-stream, inline",
    })
    void what_a_browser_would_run_is_an_attachment(String name, String text, String type, String disposition) {
        String detected = new ContentTypes().detect(name, bytes(text));
        put(store, object("images/" + name, detected), text);

        HeadObjectResponse head = site.head("images/" + name);
        assertThat(head.contentType()).isEqualTo(type);
        assertThat(head.contentDisposition()).isEqualTo(disposition);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"images/äöü é+日本語 😀.jpg", "images/Übung 商品 😀.jpg", "images/two  blanks.jpg", "images/ %20.jpg"
            })
    void a_name_outside_ascii_is_percent_encoded_in_the_metadata(String path) {
        put(store, object(path), "x");

        String encoded = site.head(path).metadata().getOrDefault("media-path", "");
        assertThat(encoded).startsWith("images/").isASCII();
        assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"a", "\u00e4", "\u65e5"})
    void the_longest_path_fits_key_and_metadata(String letter) {
        int width = letter.getBytes(StandardCharsets.UTF_8).length;
        // file names have 255 bytes at most
        String directory = letter.repeat(240 / width) + "/";
        StringBuilder name = new StringBuilder("images/" + directory.repeat(4));
        while (name.toString().getBytes(StandardCharsets.UTF_8).length < MediaPath.MAX_BYTES) {
            name.append('x');
        }
        String path = name.toString();

        assertThat(put(store, object(path), "x")).isInstanceOf(PutOutcome.Proved.class);

        Map<String, String> metadata = site.head(path).metadata();
        String kept = metadata.containsKey("media-path")
                ? URLDecoder.decode(metadata.get("media-path"), StandardCharsets.UTF_8)
                : new String(
                        Base64.getDecoder().decode(metadata.getOrDefault("media-path-base64", "")),
                        StandardCharsets.UTF_8);
        assertThat(kept).isEqualTo(path);
        assertThat(metadata.entrySet().stream()
                        .mapToInt(entry ->
                                entry.getKey().length() + entry.getValue().length())
                        .sum())
                .isLessThan(2_048);
    }

    @Test
    void a_key_that_has_the_same_bytes_is_proved() {
        put(store, object("images/1.jpg"), "the bytes");

        assertThat(put(store, object("images/1.jpg"), "the bytes")).isInstanceOf(PutOutcome.Proved.class);
    }

    @ParameterizedTest
    @CsvSource({"the other", "the other bytes"})
    void a_key_that_has_other_bytes_is_taken_and_left_alone(String other) {
        put(store, object("images/1.jpg"), "the bytes");

        assertThat(put(store, object("images/1.jpg"), other)).isInstanceOf(PutOutcome.Taken.class);
        assertThat(site.text("images/1.jpg")).isEqualTo("the bytes");
    }

    @Test
    void bytes_that_are_not_those_of_the_checksum_are_refused() {
        CompletableFuture<PutOutcome> put =
                store.put(object("images/1.jpg"), bytes("the bytes"), Checksum.crc32c(bytes("the bites")));

        assertThat(failure(() -> join(put))).isEqualTo(FailureCode.CHECKSUM_MISMATCH);
        assertThat(site.keys()).isEmpty();
    }

    @Test
    void a_bucket_that_is_not_there_is_an_outage() {
        StorageSettings there = site.settings().s3();
        ObjectStore missing = stores.of(
                site.settings("s3.bucket = \"" + there.bucket() + "-nowhere\"").s3());

        assertThat(failure(() -> put(missing, object("images/1.jpg"), "x"))).isEqualTo(FailureCode.STORE_REFUSES);
        assertThat(failure(() -> join(missing.check()))).isEqualTo(FailureCode.STORE_REFUSES);
        assertThat(failure(() -> missing.putLarge(object("images/1.jpg"), 8 * 1024 * 1024)))
                .isEqualTo(FailureCode.STORE_REFUSES);
    }

    @Test
    void a_bucket_is_created_where_it_is_missing() {
        ObjectStore fresh = stores.of(
                site.settings("s3.bucket = \"" + site.bucket() + "-fresh\"").s3());

        assertThat(join(fresh.create())).isTrue();
        assertThat(join(fresh.check())).isTrue();
    }

    @Test
    void a_store_that_refuses_is_an_outage_until_it_is_back() {
        try (TcpProxy proxy = Wire.toS3(site)) {
            ObjectStore behind = stores.of(site.settings(Wire.s3Setting(proxy)).s3());
            proxy.refuse();
            assertThat(failure(() -> put(behind, object("images/1.jpg"), "x"))).isEqualTo(FailureCode.STORE_DOWN);
            assertThat(failure(() -> join(behind.find(new ObjectKey("images/1.jpg"), null))))
                    .isEqualTo(FailureCode.STORE_DOWN);
            assertThat(failure(() -> join(behind.check()))).isEqualTo(FailureCode.STORE_DOWN);

            proxy.accept();
            assertThat(put(behind, object("images/1.jpg"), "x")).isInstanceOf(PutOutcome.Proved.class);
        }
    }

    @Test
    void a_call_that_we_cut_off_is_told_with_the_setting_that_has_our_limit() {
        try (S3FaultProxy late = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false)) {
            late.befall(request -> new S3Mishap.Late(Duration.ofSeconds(20)));
            StorageSettings settings = site.settings("s3 { endpoint = \"" + late.endpoint() + "\", callTimeout = 1 s }")
                    .s3();
            ObjectStore behind = stores.of(settings);
            List<Runnable> calls = List.of(
                    () -> join(behind.audit().page("", "")),
                    () -> join(behind.find(new ObjectKey("images/1.jpg"), null)),
                    () -> put(behind, object("images/1.jpg"), "x"));
            for (Runnable call : calls) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(MigrationException.class)
                        .hasMessage("S3 did not answer within our own time limit, see s3.callTimeout");
            }
            try (ObjectReader reader = ObjectReader.open(
                    settings,
                    stores.credentials(),
                    Region.of(site.addresses().region()),
                    1,
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1))) {
                assertThatThrownBy(() -> join(reader.get(new ObjectKey("images/1.jpg"), ReadConditions.NONE)))
                        .isInstanceOf(MigrationException.class)
                        .hasMessage("S3 did not answer within our own time limit, see origin.s3Timeout");
            }
        }
    }

    @Test
    void a_put_whose_answer_was_lost_is_classed_and_proved_the_next_time() {
        try (TcpProxy proxy = Wire.toS3(site)) {
            ObjectStore behind = stores.of(
                    site.settings(Wire.s3Setting(proxy), "s3.callTimeout = 5 s").s3());
            join(behind.check());
            proxy.dropAnswers();
            assertThat(failure(() -> put(behind, object("images/1.jpg"), "the bytes")))
                    .isEqualTo(FailureCode.STORE_DOWN);

            proxy.accept();
            assertThat(put(behind, object("images/1.jpg"), "the bytes")).isInstanceOf(PutOutcome.Proved.class);
            assertThat(site.text("images/1.jpg")).isEqualTo("the bytes");
        }
    }

    @Test
    void a_delete_removes_what_was_looked_up_and_once_more_is_done() {
        put(store, object("images/1.jpg"), "x");
        StoredObject found =
                join(store.find(new ObjectKey("images/1.jpg"), null)).orElseThrow();

        assertThat(join(store.delete(found))).isTrue();
        assertThat(site.keys()).isEmpty();
        assertThat(join(store.find(new ObjectKey("images/1.jpg"), null))).isEmpty();
        assertThat(join(store.delete(found))).isTrue();
    }

    @Test
    void an_object_that_came_under_the_key_after_the_look_is_not_deleted() {
        put(store, object("images/1.jpg"), "x");
        StoredObject found =
                join(store.find(new ObjectKey("images/1.jpg"), null)).orElseThrow();
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key("images/1.jpg"),
                        RequestBody.fromString("another"));

        assertThat(join(store.delete(found))).isFalse();
        assertThat(site.text("images/1.jpg")).isEqualTo("another");
    }

    @Test
    void an_object_says_whose_copy_it_is_however_strange_its_path() {
        ObjectStore own = stores.of(site.settings().s3(), "this site");
        ObjectStore other = stores.of(site.settings().s3(), "another site");
        for (String path : List.of(
                "images/1.jpg",
                "images/Übung 商品 😀+ %41.jpg",
                "images/" + ("商".repeat(60) + "/").repeat(5) + "1.jpg",
                "images/a\nb.jpg")) {
            NewObject object = object(path);
            put(own, object, "x");
            StoredObject found = join(own.find(object.key(), null)).orElseThrow();

            assertThat(own.isOwnCopy(found, object.upload())).isTrue();
            assertThat(other.isOwnCopy(found, object.upload())).isFalse();
            assertThat(store.isOwnCopy(found, object.upload())).isFalse();
            assertThat(own.isOwnCopy(found, new FileVersion(object.upload().path(), 2)))
                    .isFalse();
            assertThat(own.isOwnCopy(found, new FileVersion(MediaPath.of("images/2.jpg"), 1)))
                    .isFalse();
        }
    }
}
