package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.storage.SiteMarker;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that refuse a header, the parts of large files, or the key of a kind. */
@Order(2) // waits for most of its time: beside it the others go on
class StoreRightsIT extends WorkerTestBase {
    private static final int LARGE = 5 * 1024 * 1024 + 17;
    private static final String IN_PARTS = "s3.multipartThreshold = 5 MiB";
    private S3FaultProxy s3;

    @BeforeEach
    void connect() {
        s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
    }

    /** Of the worker's own requests; the marker of the site is put before, and well. */
    private void befall(Function<S3Request, S3Mishap> mishaps) {
        s3.befall(request -> request.key().endsWith(SiteMarker.NAME) ? new S3Mishap.Spared() : mishaps.apply(request));
    }

    @AfterEach
    void disconnect() {
        s3.close();
    }

    private MigrationWorker worker(String... settings) {
        return site.application(String.join("\n", settings), "s3.endpoint = \"" + s3.endpoint() + "\"")
                .worker();
    }

    private byte[] uploadLarge(String path) {
        byte[] bytes = new byte[LARGE];
        new Random(path.hashCode()).nextBytes(bytes);
        site.write(path, bytes);
        hook.fileUploaded(path);
        return bytes;
    }

    private void uploadSmall(int files) {
        IntStream.range(0, files).forEach(i -> {
            site.write("images/" + i + ".jpg", "small " + i);
            hook.fileUploaded("images/" + i + ".jpg");
        });
    }

    private void runUntilMigrated(MigrationWorker worker, int files) {
        site.await(() -> {
            worker.runUntilIdle();
            return worker.totals().migrated() >= files;
        });
    }

    private int openUploads() {
        return site.s3()
                .listMultipartUploads(request -> request.bucket(site.bucket()))
                .uploads()
                .size();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x-amz-checksum-crc32c | header x-amz-checksum-crc32c: set s3.proof = "etag" or "readback"
            Cache-Control         | header cache-control: set s3.cacheControl = ""
            x-amz-tagging         | header x-amz-tagging: take the tags out of kinds.NAME.tags
            x-amz-storage-class   | header x-amz-storage-class: set kinds.NAME.storageClass = ""
            x-amz-something       | header x-amz-something
            """)
    void a_header_that_the_store_does_not_implement_pauses_the_worker_and_is_named(String header, String named) {
        befall(request -> request.method().equals("PUT")
                ? new S3Mishap.Refused(
                        501,
                        "NotImplemented",
                        "<Message>A header you provided implies functionality\n that is not implemented</Message><Header>"
                                + header + "</Header>")
                : new S3Mishap.Spared());
        uploadSmall(20);
        try (MigrationWorker worker = worker()) {
            WorkerResult result = worker.runUntilIdle();

            assertThat(result.ending()).isEqualTo(Ending.SUSPENDED);
            assertThat(result.reason())
                    .contains(
                            "501 NotImplemented: A header you provided implies functionality that is not implemented (")
                    .contains(named)
                    .hasLineCount(1);
            assertThat(site.query("SELECT DISTINCT state FROM nfs2s3.media")).containsExactly("QUEUED");
        }
    }

    @Test
    void a_store_that_wants_content_md5_is_told_which_setting_sends_it() {
        befall(request -> request.method().equals("PUT")
                ? new S3Mishap.Refused(
                        400,
                        "InvalidRequest",
                        "<Message>Missing required header for this request: Content-MD5 OR x-amz-checksum-*</Message>")
                : new S3Mishap.Spared());
        uploadSmall(3);
        try (MigrationWorker worker = worker()) {
            assertThat(worker.runUntilIdle().reason()).contains("header content-md5: set s3.proof = \"etag\"");
        }
    }

    @Test
    void parts_that_are_refused_while_nothing_else_is_copied_pause_the_worker_and_name_the_right() {
        befall(request -> request.isPart() ? new S3Mishap.Refused(403, "AccessDenied") : new S3Mishap.Spared());
        byte[] bytes = uploadLarge("images/large.bin");
        try (MigrationWorker worker = worker(IN_PARTS, "worker.maxAttempts = 1")) {
            WorkerResult result = worker.runUntilIdle();

            assertThat(result.ending()).isEqualTo(Ending.SUSPENDED);
            assertThat(result.reason()).contains("403 AccessDenied").contains("kms:Decrypt");
            assertThat(openUploads()).isZero();
            assertThat(row("images/large.bin").state()).isEqualTo(MediaState.QUEUED);
            s3.accept();
            runUntilMigrated(worker, 1);
        }
        assertThat(site.object("images/large.bin")).isEqualTo(bytes);
    }

    @Test
    void parts_that_are_refused_hold_up_no_small_file_and_fail_no_large_one() {
        befall(request -> request.isPart() ? new S3Mishap.Refused(403, "AccessDenied") : new S3Mishap.Spared());
        uploadSmall(5);
        try (MigrationWorker worker = worker(IN_PARTS, "worker.maxAttempts = 1")) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
            uploadLarge("images/large.bin");
            uploadSmall(10);

            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);

            assertThat(site.query("SELECT path FROM nfs2s3.media WHERE state <> 'MIGRATED'"))
                    .containsExactly("images/large.bin");
            assertThat(row("images/large.bin").state()).isEqualTo(MediaState.QUEUED);
            assertThat(openUploads()).isZero();
        }
    }

    @Test
    void a_kind_whose_key_is_refused_holds_up_no_other_and_fails_none_of_its_files() {
        befall(request -> request.headers().containsKey("x-amz-server-side-encryption")
                ? new S3Mishap.Refused(403, "AccessDenied")
                : new S3Mishap.Spared());
        IntStream.range(0, 20).forEach(i -> {
            site.write("films/" + i + ".mp4", "film " + i);
            hook.fileUploaded("films/" + i + ".mp4");
        });
        try (MigrationWorker worker = worker("kinds.other.kmsKey = \"alias/films\"", "worker.maxAttempts = 1")) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);
            uploadSmall(10);

            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.IDLE);

            assertThat(worker.totals().migrated()).isEqualTo(10);
            assertThat(site.query(
                            "SELECT DISTINCT state || ' ' || attempts FROM nfs2s3.media WHERE path LIKE 'films/%'"))
                    .containsExactly("QUEUED 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"checksum", "etag", "readback"})
    void a_bucket_with_object_lock_takes_every_object_and_part(String proof) {
        AtomicInteger bare = new AtomicInteger();
        s3.befall(request -> {
            boolean summed = request.headers().keySet().stream()
                    .anyMatch(name -> name.equals("content-md5") || name.startsWith("x-amz-checksum-"));
            if (!request.method().equals("PUT") || summed) {
                return new S3Mishap.Spared();
            }
            bare.incrementAndGet();
            return new S3Mishap.Refused(400, "InvalidRequest", "<Message>Content-MD5 is required</Message>");
        });
        byte[] bytes = uploadLarge("images/large.bin");
        uploadSmall(1);
        try (MigrationWorker worker = worker(IN_PARTS, "s3.proof = " + proof)) {
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
            assertThat(worker.totals().migrated()).isEqualTo(2);
        }
        assertThat(bare).hasValue(0);
        assertThat(site.object("images/large.bin")).isEqualTo(bytes);
    }

    @Test
    void an_archived_object_is_the_trouble_of_its_own_file() {
        befall(request -> request.method().equals("GET") && request.key().equals("images/3.jpg")
                ? new S3Mishap.Refused(403, "InvalidObjectState")
                : new S3Mishap.Spared());
        uploadSmall(10);
        try (MigrationWorker worker = worker("s3.proof = readback")) {
            assertThat(worker.runUntilEmpty()).isEqualTo(new WorkerResult(Ending.IDLE, ""));
            assertThat(worker.totals().migrated()).isEqualTo(9);
        }
        assertThat(failure("images/3.jpg")).startsWith("STORE_REFUSED: S3 answered 403 InvalidObjectState");
    }

    @Test
    void a_proof_that_never_agrees_fails_the_file_with_both_values_and_makes_no_generation() {
        AtomicInteger puts = new AtomicInteger();
        befall(request -> {
            puts.addAndGet(request.method().equals("PUT") ? 1 : 0);
            return new S3Mishap.HeaderChanged("ETag", "\"0123456789abcdef0123456789abcdef\"");
        });
        uploadSmall(3);
        try (MigrationWorker worker = worker("s3.proof = etag")) {
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
            assertThat(worker.totals().failed()).isEqualTo(3);
        }
        assertThat(puts).hasValue(3);
        assertThat(row("images/0.jpg").generation()).isEqualTo(1);
        assertThat(failure("images/0.jpg"))
                .startsWith("NOT_PROVED: the store took images/0.jpg and says that it has ETag \"0123456789abcdef")
                .contains("not ETag 9bc5fb68") // MD5 of "small 0"
                .hasLineCount(1);
    }

    @Test
    void a_checksum_of_parts_proves_nothing_and_says_so() {
        befall(request -> new S3Mishap.HeaderChanged("x-amz-checksum-crc32c", "AAAAAA==-2"));
        uploadLarge("images/large.bin");
        try (MigrationWorker worker = worker(IN_PARTS)) {
            assertThat(worker.runUntilEmpty().ending()).isEqualTo(Ending.IDLE);
        }
        assertThat(row("images/large.bin").generation()).isEqualTo(1);
        assertThat(failure("images/large.bin"))
                .startsWith("NOT_PROVED: the store took images/large.bin and says that it has CRC32C AAAAAA==-2");
    }

    @Test
    void keys_that_are_taken_are_passed_over_three_times_at_most() {
        for (String key : List.of("images/0.jpg", "images/0~g2.jpg", "images/0~g3.jpg", "images/0~g4.jpg")) {
            site.s3()
                    .putObject(
                            request -> request.bucket(site.bucket()).key(key),
                            software.amazon.awssdk.core.sync.RequestBody.fromString("of somebody else"));
        }
        uploadSmall(1);

        WorkerTotals totals = workUntilEmpty();

        assertThat(totals.failed()).isEqualTo(1);
        assertThat(row("images/0.jpg").generation()).isEqualTo(3);
        assertThat(failure("images/0.jpg"))
                .isEqualTo("NOT_PROVED: the keys of 3 generations are taken;"
                        + " images/0~g3.jpg has 16 bytes, not 7 bytes");
        assertThat(site.text("images/0.jpg")).isEqualTo("of somebody else");
    }
}
