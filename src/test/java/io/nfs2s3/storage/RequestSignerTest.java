package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/** Every request signed here is signed by the SDK too, as it does over TLS, and both signatures are the same. */
class RequestSignerTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final AwsCredentials KEYS = AwsBasicCredentials.create("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPx");
    private final RequestSigner signer = new RequestSigner("eu-central-1", NOON);

    private static PutRequest request(String path) {
        return new PutRequest(path, "")
                .header("host", "bucket.s3.eu-central-1.amazonaws.com")
                .header("content-length", "5")
                .header("if-none-match", "*")
                .header("x-amz-meta-generation", "1");
    }

    private static SdkHttpRequest bySdk(PutRequest request, AwsCredentials credentials, Clock clock) {
        SdkHttpRequest.Builder theirs = SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .protocol("https")
                .host("bucket.s3.eu-central-1.amazonaws.com")
                .encodedPath(request.path());
        request.headers().forEach(theirs::putHeader);
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials)
                        .request(theirs.build())
                        .payload(ContentStreamProvider.fromInputStreamSupplier(
                                () -> new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8))))
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false))
                .request();
    }

    private void assertSame(PutRequest request, AwsCredentials credentials) {
        SdkHttpRequest theirs = bySdk(request, credentials, NOON);

        signer.sign(request, credentials);

        assertThat(request.headers().get("authorization"))
                .isEqualTo(theirs.firstMatchingHeader("Authorization").orElseThrow());
        assertThat(request.headers().get("x-amz-content-sha256"))
                .isEqualTo(theirs.firstMatchingHeader("x-amz-content-sha256").orElseThrow());
    }

    @Test
    void the_signature_is_that_of_the_sdk() {
        assertSame(request("/images/plain.jpg"), KEYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images/a%20b%2Bc%2525.jpg", "/bucket/images/%C3%A4%20%F0%9F%98%80.jpg", "/a//b/./c"})
    void a_path_is_signed_as_it_stands(String path) {
        assertSame(request(path), KEYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two  spaces", " around ", "public, max-age=1,   immutable", "\"quoted  spaces\""})
    void spaces_in_a_value_are_signed_as_one(String value) {
        assertSame(request("/k").header("cache-control", value), KEYS);
    }

    @Test
    void a_session_token_is_sent_and_signed() {
        PutRequest request = request("/k");

        assertSame(request, AwsSessionCredentials.create("AKIDEXAMPLE", "secret", "token/+="));

        assertThat(request.headers()).containsEntry("x-amz-security-token", "token/+=");
    }

    @Test
    void other_credentials_are_used_as_soon_as_they_are_there() {
        assertSame(request("/k"), KEYS);
        assertSame(request("/k"), AwsBasicCredentials.create("AKIDOTHER", "another"));
        assertSame(request("/k"), KEYS);
    }

    @Test
    void a_request_that_is_sent_again_is_signed_anew() {
        PutRequest request = request("/k");
        signer.sign(request, AwsSessionCredentials.create("AKIDEXAMPLE", "secret", "token"));
        signer.sign(request, KEYS);

        PutRequest once = request("/k");
        signer.sign(once, KEYS);
        assertThat(request.headers()).isEqualTo(once.headers());
    }

    @Test
    void a_store_that_refuses_our_time_has_its_own_from_then_on() {
        RequestSigner wrong = new RequestSigner("eu-central-1", Clock.offset(NOON, Duration.ofHours(1)));
        wrong.correctClock(S3Errors.of(new PutResponse(
                403,
                Map.of("date", "Sun, 01 Mar 2026 12:00:00 GMT"),
                "<Error><Code>RequestTimeTooSkewed</Code></Error>")));
        PutRequest request = request("/k");

        wrong.sign(request, KEYS);

        assertThat(request.headers()).containsEntry("x-amz-date", "20260301T120000Z");
    }

    @Test
    void each_day_has_its_own_key() {
        Clock[] now = {NOON};
        RequestSigner ofDays = new RequestSigner("eu-central-1", new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0].instant();
            }
        });
        for (int day = 0; day < 3; day++) {
            now[0] = Clock.offset(NOON, Duration.ofDays(day));
            PutRequest request = request("/k");
            String theirs = bySdk(request, KEYS, now[0])
                    .firstMatchingHeader("Authorization")
                    .orElseThrow();
            ofDays.sign(request, KEYS);
            assertThat(request.headers().get("authorization")).isEqualTo(theirs);
        }
    }

    @Test
    void random_requests_are_signed_as_the_sdk_signs_them() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            PutRequest request = request("/" + random.nextInt() + "/%" + String.format("%02X", random.nextInt(256)));
            for (int header = random.nextInt(6); header >= 0; header--) {
                request.header("x-amz-meta-" + random.nextInt(100), letters(random));
            }
            assertSame(request, KEYS);
        }
    }

    private static @Nullable String letters(Random random) {
        StringBuilder text = new StringBuilder("v");
        for (int length = random.nextInt(40); length > 0; length--) {
            text.append((char) (' ' + random.nextInt('~' - ' ')));
        }
        return text.append('v').toString();
    }

    @Test
    void a_value_cannot_smuggle_in_a_header() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request("/k").header("content-type", "image/png\r\nx-amz-acl: public-read"));
    }
}
