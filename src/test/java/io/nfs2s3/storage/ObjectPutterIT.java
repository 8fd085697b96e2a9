package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * How PUTs are signed, and which of them are made again.
 *
 * <p>Past 300 lines, for the server that answers as it is told, and remembers what came, is made here.
 */
class ObjectPutterIT {
    private static final List<String> told = new CopyOnWriteArrayList<>();
    private static TestSite site;
    private static Stores stores;
    private static S3FaultProxy s3;
    private final AtomicInteger attempts = new AtomicInteger();
    private StoreClient client;

    @BeforeAll
    static void open() {
        site = TestSite.open();
        stores = new Stores(site);
        s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
    }

    @AfterAll
    static void close() {
        stores.close();
        s3.close();
        site.close();
    }

    @BeforeEach
    void connect() {
        client = client(stores.credentials());
        befall(attempt -> new S3Mishap.Spared());
        told.clear();
    }

    @AfterEach
    void clear() {
        stores.clear();
    }

    private static StoreClient client(AwsCredentialsProvider credentials) {
        StoreLoad load = new StoreLoad();
        load.tell(new StoreLoad.Listener() {
            @Override
            public void put(Duration after) {
                told.add(after.isZero() ? "put, in any time" : "put");
            }

            @Override
            public void slowDown(Duration after) {
                told.add("slow down");
            }
        });
        return stores.client(
                site.settings("s3.endpoint = \"" + s3.endpoint() + "\"").s3(), load, credentials, Clock.systemUTC());
    }

    /** @param mishap of the first attempt, the second, and so on */
    private void befall(IntFunction<S3Mishap> mishap) {
        s3.befall(request ->
                request.method().equals("PUT") ? mishap.apply(attempts.incrementAndGet()) : new S3Mishap.Spared());
    }

    private PutOutcome put(String path, String text, String summed) {
        FileVersion upload = new FileVersion(MediaPath.of(path), 1);
        NewObject object = new NewObject(ObjectKey.of("", upload.path(), 1), upload, Copies.MODIFIED, "text/plain");
        return FutureErrors.join(
                client.putter().put(object, new PutBody.InMemory(bytes(text)), Checksum.crc32c(bytes(summed)), null));
    }

    private FailureCode failureOfPut() {
        return Optional.of(
                        Assertions.catchThrowableOfType(MigrationException.class, () -> put("images/1.jpg", "x", "x")))
                .map(MigrationException::code)
                .orElseThrow();
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
        assertThat(put(path, "the bytes of " + path, "the bytes of " + path)).isInstanceOf(PutOutcome.Proved.class);

        assertThat(attempts).hasValue(1);
        assertThat(site.text(path)).isEqualTo("the bytes of " + path);
        assertThat(told).containsExactly("put");
    }

    @Test
    void a_part_of_an_upload_is_signed_with_its_query() {
        ObjectKey key = ObjectKey.of("", MediaPath.of("images/in parts+.bin"), 1);
        String upload = client.s3()
                .createMultipartUpload(request -> request.bucket(site.bucket())
                        .key(key.value())
                        .checksumAlgorithm("CRC32C")
                        .checksumType("FULL_OBJECT"))
                .join()
                .uploadId();
        Checksum checksum = Checksum.crc32c(bytes("all of it"));

        String etag = client.putter()
                .putPart(key, upload, 1, bytes("all of it"), checksum, null)
                .join();

        CompletedPart part = CompletedPart.builder()
                .partNumber(1)
                .eTag(etag)
                .checksumCRC32C(checksum.value())
                .build();
        client.s3()
                .completeMultipartUpload(request -> request.bucket(site.bucket())
                        .key(key.value())
                        .uploadId(upload)
                        .multipartUpload(parts -> parts.parts(List.of(part))))
                .join();
        assertThat(site.text("images/in parts+.bin")).isEqualTo("all of it");
        assertThat(told).containsExactly("put, in any time");
    }

    @Test
    void a_large_object_is_told_of_without_its_time() {
        String large = "x".repeat((int) StoreLoad.SMALL + 1);

        assertThat(put("images/large.jpg", large, large)).isInstanceOf(PutOutcome.Proved.class);

        assertThat(told).containsExactly("put, in any time");
    }

    @Test
    void a_key_that_is_taken_is_compared_and_asked_for_once() {
        put("images/taken.jpg", "x", "x");
        attempts.set(0);

        assertThat(put("images/taken.jpg", "y", "y")).isInstanceOf(PutOutcome.Taken.class);
        assertThat(put("images/taken.jpg", "x", "x")).isInstanceOf(PutOutcome.Proved.class);
        assertThat(attempts).hasValue(2);
        assertThat(site.text("images/taken.jpg")).isEqualTo("x");
    }

    @Test
    void a_file_has_changed_only_if_the_object_is_an_earlier_copy_of_it() {
        FileVersion upload = new FileVersion(MediaPath.of("images/changed.jpg"), 1);
        ObjectKey key = ObjectKey.of("", upload.path(), 1);
        put(upload.path().value(), "before", "before");
        NewObject touched = new NewObject(key, upload, Copies.MODIFIED.plusSeconds(1), "text/plain");
        NewObject same = new NewObject(key, upload, Copies.MODIFIED, "text/plain");
        String found = key + " has 6 bytes, not 3 bytes";

        assertThat(put(touched, "now")).isEqualTo(new PutOutcome.Taken(found, true));
        assertThat(put(same, "now")).isEqualTo(new PutOutcome.Taken(found, false));
        site.s3()
                .putObject(request -> request.bucket(site.bucket()).key(key.value()), RequestBody.fromString("theirs"));
        assertThat(put(touched, "now")).isEqualTo(new PutOutcome.Taken(found, false));
    }

    private PutOutcome put(NewObject object, String text) {
        return FutureErrors.join(
                client.putter().put(object, new PutBody.InMemory(bytes(text)), Checksum.crc32c(bytes(text)), null));
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError",
        "502, ''",
        "503, SlowDown",
        "504, ''",
        "429, TooManyRequests",
        "408, ''",
        "400, RequestTimeout",
        "409, ConditionalRequestConflict",
        "400, ThrottlingException"
    })
    void what_may_pass_is_tried_again(int status, String code) {
        befall(attempt -> attempt < 3 ? new S3Mishap.Refused(status, code) : new S3Mishap.Spared());

        assertThat(put("images/1.jpg", "x", "x")).isInstanceOf(PutOutcome.Proved.class);
        assertThat(attempts).hasValue(3);
        assertThat(told).endsWith("put");
        if (status == 503 || status == 429 || code.equals("ThrottlingException")) {
            assertThat(told).containsExactly("slow down", "slow down", "put");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, EntityTooLarge, STORE_REFUSED",
        "400, BadDigest, CHECKSUM_MISMATCH",
        "403, AccessDenied, STORE_REFUSES",
        "403, SignatureDoesNotMatch, STORE_REFUSES",
        "400, ExpiredToken, STORE_REFUSES",
        "404, NoSuchBucket, STORE_REFUSES",
        "405, MethodNotAllowed, STORE_REFUSES",
        "501, NotImplemented, STORE_REFUSES"
    })
    void what_does_not_pass_is_tried_once_and_classed(int status, String code, FailureCode failure) {
        befall(attempt -> new S3Mishap.Refused(status, code));

        assertThat(failureOfPut()).isEqualTo(failure);
        assertThat(attempts).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"503, SlowDown, STORE_SLOW", "500, InternalError, STORE_DOWN", "409, OperationAborted, STORE_BUSY"})
    void what_does_not_pass_after_all_is_classed_with_the_words_of_the_store(
            int status, String code, FailureCode failure) {
        befall(attempt -> new S3Mishap.Refused(status, code));

        assertThat(Assertions.catchThrowableOfType(MigrationException.class, () -> put("images/1.jpg", "x", "x")))
                .hasMessage("S3 answered " + status + " " + code + ": on purpose")
                .extracting(MigrationException::code)
                .isEqualTo(failure);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void a_connection_that_is_reset_is_tried_again() {
        befall(attempt -> attempt < 3 ? new S3Mishap.CutOff() : new S3Mishap.Spared());

        assertThat(put("images/1.jpg", "x", "x")).isInstanceOf(PutOutcome.Proved.class);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void a_put_whose_answer_is_lost_is_found_to_be_its_own() {
        befall(attempt -> attempt < 2 ? new S3Mishap.AnswerLost() : new S3Mishap.Spared());

        assertThat(put("images/1.jpg", "x", "x")).isInstanceOf(PutOutcome.Proved.class);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void while_all_fail_none_is_tried_again() {
        befall(attempt -> new S3Mishap.Refused(500, "InternalError"));
        for (int i = 0; i < 60; i++) {
            failureOfPut();
        }
        attempts.set(0);

        failureOfPut();

        assertThat(attempts).hasValue(1);
    }

    @Test
    void credentials_that_expired_are_replaced_once() {
        AwsBasicCredentials good = (AwsBasicCredentials) stores.credentials().resolveCredentials();
        AtomicInteger asked = new AtomicInteger();
        client = client(
                () -> asked.incrementAndGet() == 1 ? AwsBasicCredentials.create(good.accessKeyId(), "was good") : good);
        befall(attempt -> attempt == 1 ? new S3Mishap.Refused(400, "ExpiredToken") : new S3Mishap.Spared());

        assertThat(put("images/1.jpg", "x", "x")).isInstanceOf(PutOutcome.Proved.class);
        assertThat(attempts).hasValue(2);
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
