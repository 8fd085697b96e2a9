package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCategory;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Mishap.Answered;
import io.nfs2s3.lab.devstack.S3Mishap.HeaderChanged;
import io.nfs2s3.lab.devstack.S3Mishap.HeaderLost;
import io.nfs2s3.lab.devstack.S3Mishap.Refused;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.site.SiteChecks;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.StoreChecks;
import io.nfs2s3.testing.TestSite;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A store that is broken in one way each: {@code doctor} names it, and what cures it, and leaves nothing behind.
 *
 * <p>Past 300 lines, for all share one store and the proxy before it, which breaks it.
 */
class DoctorStoreIT {
    private static final S3Mishap FINE = new S3Mishap.Spared();
    private static final S3Mishap DENIED = new Refused(403, "AccessDenied");
    private static final String CHECKSUM = "x-amz-checksum-crc32c";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));

    /** The marker of the site is there: without it the check of the site would meet what these checks are to name. */
    @BeforeAll
    static void begin() {
        assertThat(site.application().site().check()).isEmpty();
    }

    /** Of all that asks S3. */
    private static List<Finding> findings(String... settings) {
        return SomeChecks.examine(
                settings(settings), code -> code.category() == CheckCategory.STORE || code == SiteChecks.SITE);
    }

    private static Settings settings(String... more) {
        return site.settings(Stream.concat(Stream.of("s3.endpoint = \"" + s3.endpoint() + "\""), Stream.of(more))
                .toArray(String[]::new));
    }

    private static boolean isPut(S3Request request) {
        return request.method().equals("PUT") && request.query().isEmpty();
    }

    /** The answer of a store that takes a PUT without looking whether the key is free. */
    private static S3Mishap overwritten(S3Request request, List<String> seen) {
        if (isPut(request) && seen.contains(request.key())) {
            return new Answered(200, Map.of(CHECKSUM, request.headers().get(CHECKSUM)), "");
        }
        seen.add(request.key());
        return FINE;
    }

    private static Arguments broken(
            CheckCode code, String setting, Function<S3Request, S3Mishap> mishaps, String detail, String remedy) {
        return arguments(code, setting, mishaps, detail, remedy);
    }

    private static Stream<Arguments> faults() {
        List<String> seen = new CopyOnWriteArrayList<>();
        String html = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>";
        return Stream.of(
                broken(
                        CheckCode.STORE_BUCKET,
                        "",
                        request -> request.key().isEmpty() ? DENIED : FINE,
                        "403 AccessDenied",
                        "grant s3:ListBucket"),
                broken(
                        CheckCode.STORE_BUCKET,
                        "",
                        request -> request.key().isEmpty()
                                ? new Answered(301, Map.of("x-amz-bucket-region", "eu-west-1"), "")
                                : FINE,
                        "the bucket is in the region eu-west-1: set s3.region = eu-west-1",
                        ""),
                broken(
                        CheckCode.STORE_BUCKET,
                        "",
                        request -> request.key().isEmpty()
                                ? new Answered(
                                        400,
                                        Map.of("x-amz-bucket-region", "ap-south-1"),
                                        "<Error><Code>AuthorizationHeaderMalformed</Code></Error>")
                                : FINE,
                        "set s3.region = ap-south-1",
                        ""),
                broken(
                        CheckCode.STORE_BUCKET,
                        "",
                        request -> new Answered(200, Map.of("Content-Type", "text/html"), html),
                        "no answer of S3 comes back",
                        "check s3.endpoint, HTTPS_PROXY and NO_PROXY"),
                broken(
                        CheckCode.STORE_BUCKET,
                        "",
                        request -> new Refused(404, "NoSuchBucket"),
                        "NoSuchBucket",
                        "doctor --create"),
                broken(
                        CheckCode.STORE_PUT,
                        "",
                        request -> isPut(request) ? DENIED : FINE,
                        "AccessDenied",
                        "grant s3:PutObject"),
                broken(
                        CheckCode.STORE_PUT,
                        "",
                        request -> request.method().equals("PUT")
                                        || request.method().equals("HEAD")
                                ? new HeaderLost(CHECKSUM)
                                : FINE,
                        "it tells no CRC32C",
                        "set s3.proof = etag"),
                broken(
                        CheckCode.STORE_PUT,
                        "s3.proof = etag",
                        request -> new HeaderChanged("etag", "\"0123456789abcdef0123456789abcdef\""),
                        "its ETag is not the MD5",
                        "set s3.proof = readback, or checksum"),
                broken(
                        CheckCode.STORE_PUT,
                        "",
                        request -> isPut(request) && request.headers().containsKey(CHECKSUM)
                                ? new Refused(501, "NotImplemented")
                                : FINE,
                        "refuses a PUT with x-amz-checksum-crc32c",
                        "set s3.proof = etag"),
                broken(
                        CheckCode.STORE_PUT,
                        "s3.proof = readback",
                        request -> isPut(request) && request.headers().containsKey("content-md5")
                                ? new Refused(400, "InvalidRequest")
                                : FINE,
                        "refuses a PUT with Content-MD5",
                        "set s3.proof = checksum"),
                broken(
                        CheckCode.STORE_PUT,
                        "",
                        request ->
                                isPut(request) && request.isConditional() ? new Refused(501, "NotImplemented") : FINE,
                        "refuses the header If-None-Match",
                        "docs/stores.md"),
                broken(
                        CheckCode.STORE_WRITE_ONCE,
                        "",
                        request -> overwritten(request, seen),
                        "does not heed If-None-Match",
                        "docs/stores.md"),
                broken(
                        CheckCode.STORE_READ,
                        "",
                        request ->
                                request.method().equals("GET") && request.key().contains("probe") ? DENIED : FINE,
                        "AccessDenied",
                        "grant s3:GetObject"),
                broken(
                        CheckCode.STORE_MISSING,
                        "",
                        request -> request.method().equals("HEAD")
                                        && request.key().contains("probe")
                                        && !site.keys().contains(request.key())
                                ? DENIED
                                : FINE,
                        "403",
                        "s3:ListBucket (without it S3 answers 403"),
                broken(
                        CheckCode.STORE_PARTS,
                        "",
                        request -> request.isPart() ? DENIED : FINE,
                        "AccessDenied",
                        "kms:Decrypt"),
                broken(
                        CheckCode.STORE_PARTS,
                        "",
                        request -> request.method().equals("GET")
                                        && request.query().contains("uploads")
                                ? DENIED
                                : FINE,
                        "AccessDenied",
                        "s3:ListBucketMultipartUploads"),
                broken(
                        CheckCode.STORE_PARTS,
                        "",
                        request -> request.method().equals("DELETE")
                                        && request.query().contains("uploadId")
                                ? DENIED
                                : FINE,
                        "AccessDenied",
                        "s3:AbortMultipartUpload"));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("faults")
    void what_is_broken_is_named_with_its_cure(
            CheckCode code, String setting, Function<S3Request, S3Mishap> mishaps, String detail, String remedy) {
        s3.befall(mishaps);
        List<Finding> findings = findings(setting);
        s3.accept();

        assertThat(findings)
                .filteredOn(finding -> !finding.ok())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(code);
                    assertThat(finding.text()).contains(detail).contains(remedy).doesNotContain("Exception");
                });
    }

    /** What stores of others answer by 400 or 501. */
    private static boolean isNewerThanThem(S3Request request) {
        return request.headers().keySet().stream()
                        .anyMatch(name -> name.equals("x-amz-trailer")
                                || name.equals("x-amz-sdk-checksum-algorithm")
                                || name.startsWith("x-amz-checksum"))
                || request.headers().getOrDefault("content-encoding", "").contains("aws-chunked")
                || (request.query().startsWith("delete") && !request.headers().containsKey("content-md5"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 501})
    void a_store_that_knows_no_checksums_does_with_the_setting_that_is_named(int status) {
        s3.befall(request -> isNewerThanThem(request) ? new Refused(status, "NotImplemented") : FINE);

        assertThat(findings())
                .filteredOn(finding -> !finding.ok())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).isEqualTo("set s3.proof = etag"));
        assertThat(findings("s3.proof = etag")).noneMatch(Finding::isTrouble);
        s3.accept();
    }

    @Test
    void what_a_check_left_that_was_killed_is_removed_and_nothing_else() {
        String left = ".nfs2s3-probe/" + UUID.randomUUID();
        String other = ".nfs2s3-probe/" + UUID.randomUUID();
        put(left, Map.of("media-path", left, "generation", "1"));
        List<String> others = List.of(other, ".nfs2s3-probe/of-somebody", "images/1.jpg");
        others.forEach(key -> put(key, Map.of()));
        StoreChecks.of(
                        () -> store(site.closing(new Connections(site.settings(), Clock.systemUTC()))),
                        Clock.offset(Clock.systemUTC(), Duration.ofHours(2)),
                        SiteChecks.SITE)
                .forEach(DoctorStoreIT::look);

        assertThat(site.keys()).containsExactlyInAnyOrderElementsOf(others);
        others.forEach(DoctorStoreIT::remove);
    }

    private static void put(String key, Map<String, String> metadata) {
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key(key).metadata(metadata),
                        RequestBody.fromString("left"));
    }

    private static void remove(String key) {
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key(key));
    }

    /** The main job puts, proves and flips without it; only superseded objects stay. */
    @Test
    void without_the_right_to_delete_a_daemon_starts_and_is_told() {
        s3.befall(
                request -> request.method().equals("DELETE") && request.query().isEmpty() ? DENIED : FINE);
        List<Finding> findings = findings();
        s3.accept();

        assertThat(findings).filteredOn(Finding::isTrouble).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(CheckCode.STORE_PUT);
            assertThat(finding.level()).isEqualTo(Level.WARNING);
            assertThat(finding.text()).contains("cannot be removed", "403", "grant s3:DeleteObject");
        });
        assertThat(site.keys()).isNotEmpty().allMatch(key -> key.startsWith(".nfs2s3-probe/"));
        site.keys().forEach(DoctorStoreIT::remove);
    }

    /** What S3 says of the object of a check in a bucket with versions, to somebody who may remove one and not look at it. */
    private static S3Mishap versioned(S3Request request) {
        if (!request.key().startsWith(".nfs2s3-probe/") || isPut(request)) {
            return FINE;
        }
        if (request.query().contains("versionId=")) {
            return request.method().equals("DELETE") ? new Answered(204, Map.of(), "") : DENIED;
        }
        return new Answered(
                200,
                Map.of(
                        "x-amz-version-id", "v1",
                        "x-amz-meta-media-path", request.key(),
                        "x-amz-meta-generation", "1",
                        "ETag", "\"e\""),
                "");
    }

    @Test
    void in_a_bucket_with_versions_the_right_to_look_at_one_is_tried() {
        s3.befall(DoctorStoreIT::versioned);
        List<Finding> findings = SomeChecks.examine(settings(), code -> code == CheckCode.STORE_PUT);
        s3.accept();

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARNING);
            assertThat(finding.text()).contains("cannot be removed", "403", "s3:GetObjectVersion");
        });
        site.keys().forEach(DoctorStoreIT::remove);
    }

    private static ObjectStore store(Connections connections) {
        return connections.store();
    }

    private static void look(Check check) {
        try {
            check.look().look();
        } catch (Exception e) {
            throw new AssertionError(check.code().name(), e);
        }
    }

    @Test
    void of_what_is_in_a_bucket_that_is_not_there_nothing_is_said() {
        s3.befall(request -> new Refused(404, "NoSuchBucket"));

        assertThat(findings())
                .filteredOn(finding -> finding.level() != Level.LEFT_OUT)
                .extracting(Finding::code)
                .as("one is about this host, one is in the database")
                .containsExactly(CheckCode.STORE_BUCKET, CheckCode.STORE_TLS, CheckCode.STORE_KEPT);
    }

    @Test
    void a_clock_that_is_wrong_is_a_warning() {
        s3.befall(request -> new HeaderChanged("Date", "Thu, 01 Jan 2026 00:00:00 GMT"));

        assertThat(findings())
                .filteredOn(finding -> finding.level() == Level.WARNING)
                .extracting(Finding::code, Finding::remedy)
                .contains(tuple(CheckCode.STORE_BUCKET, "have the host's clock set by NTP"));
        s3.accept();
    }

    @Test
    void a_store_that_is_well_is_found_so_and_nothing_stays() {
        for (String proof : List.of("checksum", "etag", "readback")) {
            try (Application application = new Application(settings("s3.proof = " + proof))) {
                assertThat(application.doctor().examineAll())
                        .filteredOn(finding -> finding.code().category() == CheckCategory.STORE)
                        .allMatch(finding -> finding.level() == Level.OK);
            }
        }
        assertThat(site.keys()).isEmpty();
        assertThat(site.s3()
                        .listMultipartUploads(request -> request.bucket(site.bucket()))
                        .uploads())
                .isEmpty();
    }
}
