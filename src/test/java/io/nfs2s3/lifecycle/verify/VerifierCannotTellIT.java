package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.BYTES;
import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static io.nfs2s3.lifecycle.verify.VerifySite.SOURCE;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.lifecycle.Outages;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a store or a mount does not let see is never told as missing. */
class VerifierCannotTellIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Map<String, String> XML = Map.of("Content-Type", "application/xml");
    private static final VerifySite files = new VerifySite(site);
    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private static final Verifier verifier = site.application("s3.endpoint = \"" + s3.endpoint() + "\"")
            .verifies()
            .verifier();

    @BeforeAll
    static void migrate() {
        site.write("images/cold.jpg", "");
        files.upload("images/cold.jpg");
        files.migrate("images/good.jpg", "images/gone.jpg");
        files.remove("images/gone.jpg");
    }

    @AfterEach
    void accept() {
        s3.accept();
    }

    private static void befall(Function<S3Request, Boolean> which, S3Mishap mishap) {
        s3.befall(request -> which.apply(request) ? mishap : new S3Mishap.Spared());
    }

    private static boolean isList(S3Request request) {
        return request.query().contains("list-type=2");
    }

    private static boolean isOfTheMissing(S3Request request) {
        return request.key().equals("images/gone.jpg") || request.key().startsWith(".nfs2s3-probe/");
    }

    private static List<String> verify() {
        return VerifySite.verify(verifier, "", LISTING, new VerifyProgress());
    }

    @Test
    void without_the_right_to_list_nothing_is_told() {
        befall(VerifierCannotTellIT::isList, new S3Mishap.Refused(403, "AccessDenied"));

        assertThatThrownBy(VerifierCannotTellIT::verify)
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        e -> assertThat(e.code().nature()).isEqualTo(FailureCode.Nature.OUTAGE))
                .hasMessageContaining("cannot be listed")
                .hasMessageContaining("grant s3:ListBucket");
    }

    @Test
    void without_it_a_look_at_what_is_missing_is_no_answer_either() {
        befall(VerifierCannotTellIT::isOfTheMissing, new S3Mishap.Refused(403, "AccessDenied"));
        List<Judged> judged = new ArrayList<>();

        assertThatThrownBy(() -> verifier.verify(
                        VerifySite.sample(10, LISTING),
                        0,
                        VerifySite.totals(new VerifyProgress()),
                        judged::add,
                        () -> true))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("it cannot be told whether images/gone.jpg is there")
                .hasMessageContaining("grant s3:ListBucket");

        assertThat(judged).noneMatch(one -> one.decision().verdict() != Verdict.MATCH);
    }

    /** As of a proxy that does not know its routes yet. */
    @Test
    void a_404_without_a_code_is_no_answer() {
        befall(request -> request.key().equals("images/good.jpg"), new S3Mishap.Answered(404, Map.of(), "not found"));

        assertThat(VerifySite.verify(verifier, "", BYTES, new VerifyProgress()))
                .contains("! images/good.jpg ask", "+ images/gone.jpg object-missing flip-back");
    }

    @Test
    void a_delete_marker_is_told_from_nothing() {
        assertThat(differences(verify())).containsExactly("+ images/gone.jpg object-missing flip-back");

        befall(
                VerifierCannotTellIT::isOfTheMissing,
                new S3Mishap.Answered(404, Map.of("x-amz-delete-marker", "true", "x-amz-version-id", "v2"), ""));

        assertThat(differences(verify())).containsExactly("+ images/gone.jpg delete-marker flip-back");
    }

    @Test
    void an_archived_object_is_told_and_one_that_was_restored_is_not() {
        String key = "images/cold.jpg";
        Map<String, String> object = new HashMap<>(
                Map.of("x-amz-storage-class", "GLACIER", "ETag", "\"e\"", "x-amz-checksum-crc32c", "AAAAAA=="));
        files.sql("UPDATE nfs2s3.media SET etag = 'another' WHERE path = 'images/cold.jpg'");
        befall(request -> request.key().equals(key), new S3Mishap.Answered(200, object, ""));

        assertThat(differences(verify())).contains("! images/cold.jpg object-archived flip-back");

        object.put("x-amz-restore", "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2112 00:00:00 GMT\"");
        befall(request -> request.key().equals(key), new S3Mishap.Answered(200, object, ""));

        assertThat(verify()).contains("= images/cold.jpg evidence-missing take-up-evidence");
    }

    @Test
    void an_object_that_is_removed_before_it_is_read_is_looked_at_again() {
        AtomicBoolean once = new AtomicBoolean();
        befall(
                request -> request.key().equals("images/good.jpg")
                        && request.method().equals("GET")
                        && once.compareAndSet(false, true),
                new S3Mishap.Refused(404, "NoSuchKey"));

        assertThat(VerifySite.verify(verifier, "images/good", BYTES, new VerifyProgress()))
                .containsExactly("= images/good.jpg");
        assertThat(once).isTrue();

        befall(
                request -> request.method().equals("GET") && !isList(request),
                new S3Mishap.Refused(412, "PreconditionFailed"));

        assertThat(VerifySite.verify(verifier, "images/good", BYTES, new VerifyProgress()))
                .containsExactly("! images/good.jpg ask");
    }

    @Test
    void an_empty_page_is_not_the_end_when_more_objects_follow() {
        AtomicBoolean once = new AtomicBoolean();
        befall(
                request -> isList(request) && once.compareAndSet(false, true),
                new S3Mishap.Answered(
                        200,
                        XML,
                        list("<IsTruncated>true</IsTruncated><NextContinuationToken>images/</NextContinuationToken>")));

        assertThat(verify()).contains("= images/good.jpg").doesNotContain("+ images/good.jpg object-missing flip-back");
        assertThat(once).isTrue();

        befall(VerifierCannotTellIT::isList, new S3Mishap.Answered(200, XML, list("<IsTruncated>true</IsTruncated>")));

        assertThatThrownBy(VerifierCannotTellIT::verify).hasMessageContaining("neither these nor a token");
    }

    @Test
    void a_store_that_gives_its_first_page_for_ever_is_refused() {
        befall(
                VerifierCannotTellIT::isList,
                new S3Mishap.Answered(
                        200,
                        XML,
                        list("<IsTruncated>true</IsTruncated>" + object("images/a.jpg", 1, "e", "STANDARD"))));

        assertThatThrownBy(VerifierCannotTellIT::verify).hasMessageContaining("ignores start-after");
        assertThatThrownBy(() ->
                        verifier.requireDependencies(VerifySite.about("", VerifySite.LISTING), new VerifyProgress()))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        e -> assertThat(Outages.pass(e)).as("waited for").isFalse());
    }

    @Test
    void an_object_that_its_class_may_have_archived_is_looked_at() {
        String etag = site.query("SELECT etag FROM nfs2s3.media WHERE path = 'images/cold.jpg'")
                .get(0);
        String listed = list(object("images/cold.jpg", 0, etag, "INTELLIGENT_TIERING"));
        Map<String, String> headers = Map.of(
                "ETag", etag, "x-amz-storage-class", "INTELLIGENT_TIERING", "x-amz-archive-status", "ARCHIVE_ACCESS");
        s3.befall(request ->
                isList(request) ? new S3Mishap.Answered(200, XML, listed) : new S3Mishap.Answered(200, headers, ""));

        assertThat(VerifySite.verify(verifier, "images/cold", LISTING, new VerifyProgress()))
                .containsExactly("! images/cold.jpg object-archived flip-back");
    }

    /** S3 takes such a key; PostgreSQL knows no such text. */
    @Test
    void an_object_with_a_nul_in_its_key_is_told_and_ends_no_verify() {
        String listed = list("<EncodingType>url</EncodingType>" + object("images/nul%00.jpg", 1, "e", "STANDARD"));
        s3.befall(request -> {
            if (isList(request)) {
                return new S3Mishap.Answered(200, XML, listed);
            }
            return request.key().equals("images/nul\0.jpg")
                    ? new S3Mishap.Answered(200, Map.of("ETag", "\"e\""), "")
                    : new S3Mishap.Spared();
        });

        assertThat(VerifySite.verify(verifier, "images/nul", LISTING, new VerifyProgress()))
                .containsExactly("- images/nul\0.jpg foreign-object ask");
    }

    private static String list(String inside) {
        return "<?xml version=\"1.0\"?><ListBucketResult><Name>b</Name>" + inside + "</ListBucketResult>";
    }

    private static String object(String key, long size, String etag, String storageClass) {
        return "<Contents><Key>" + key + "</Key><Size>" + size + "</Size><ETag>" + etag.replace("\"", "&quot;")
                + "</ETag><StorageClass>" + storageClass + "</StorageClass></Contents>";
    }

    @Test
    void a_mount_that_is_lost_during_the_verify_makes_no_original_missing() throws IOException {
        Path aside = site.media().resolveSibling("aside");
        List<String> judged = new CopyOnWriteArrayList<>();
        try {
            // a listing comes after the mount was looked at
            Verifier losing = verifier.over(
                    listing -> (prefix, after) -> {
                        empty(aside);
                        return listing.page(prefix, after);
                    },
                    1_000); // one range, and one page of it
            assertThatThrownBy(() -> losing.verify(
                            VerifySite.about("", SOURCE),
                            10,
                            VerifySite.totals(new VerifyProgress()),
                            one -> judged.add(VerifySite.line(one)),
                            () -> true))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_DOWN));
        } finally {
            Files.delete(site.media());
            Files.move(aside, site.media());
        }
        assertThat(judged).noneMatch(line -> line.contains("moved-by-hand") || line.contains("source-missing"));
    }

    private static void empty(Path aside) {
        try {
            Files.move(site.media(), aside);
            Files.createDirectory(site.media());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void below_an_empty_mount_point_no_original_is_missing() throws IOException {
        Path aside = site.media().resolveSibling("aside");
        Files.move(site.media(), aside);
        Files.createDirectory(site.media());
        try {
            assertThatThrownBy(VerifierCannotTellIT::verify)
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_DOWN));
        } finally {
            Files.delete(site.media());
            Files.move(aside, site.media());
        }
    }
}
