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

    private static RequestHead head(String path) {
        return new RequestHead(path, "")
                .put("host", "bucket.s3.eu-central-1.amazonaws.com")
                .put("content-length", "5")
                .put("if-none-match", "*")
                .put("x-amz-meta-generation", "1");
    }

    private static SdkHttpRequest bySdk(RequestHead head, AwsCredentials credentials, Clock clock) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .protocol("https")
                .host("bucket.s3.eu-central-1.amazonaws.com")
                .encodedPath(head.path());
        head.headers().forEach(request::putHeader);
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials)
                        .request(request.build())
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

    private void assertSame(RequestHead head, AwsCredentials credentials) {
        SdkHttpRequest theirs = bySdk(head, credentials, NOON);

        signer.sign(head, credentials);

        assertThat(head.headers().get("authorization"))
                .isEqualTo(theirs.firstMatchingHeader("Authorization").orElseThrow());
        assertThat(head.headers().get("x-amz-content-sha256"))
                .isEqualTo(theirs.firstMatchingHeader("x-amz-content-sha256").orElseThrow());
    }

    @Test
    void the_signature_is_that_of_the_sdk() {
        assertSame(head("/images/plain.jpg"), KEYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images/a%20b%2Bc%2525.jpg", "/bucket/images/%C3%A4%20%F0%9F%98%80.jpg", "/a//b/./c"})
    void a_path_is_signed_as_it_stands(String path) {
        assertSame(head(path), KEYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two  spaces", " around ", "public, max-age=1,   immutable", "\"quoted  spaces\""})
    void spaces_in_a_value_are_signed_as_one(String value) {
        assertSame(head("/k").put("cache-control", value), KEYS);
    }

    @Test
    void a_session_token_is_sent_and_signed() {
        RequestHead head = head("/k");

        assertSame(head, AwsSessionCredentials.create("AKIDEXAMPLE", "secret", "token/+="));

        assertThat(head.headers()).containsEntry("x-amz-security-token", "token/+=");
    }

    @Test
    void other_credentials_are_used_as_soon_as_they_are_there() {
        assertSame(head("/k"), KEYS);
        assertSame(head("/k"), AwsBasicCredentials.create("AKIDOTHER", "another"));
        assertSame(head("/k"), KEYS);
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
            RequestHead head = head("/k");
            String theirs = bySdk(head, KEYS, now[0])
                    .firstMatchingHeader("Authorization")
                    .orElseThrow();
            ofDays.sign(head, KEYS);
            assertThat(head.headers().get("authorization")).isEqualTo(theirs);
        }
    }

    @Test
    void random_requests_are_signed_as_the_sdk_signs_them() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            RequestHead head = head("/" + random.nextInt() + "/%" + String.format("%02X", random.nextInt(256)));
            for (int header = random.nextInt(6); header >= 0; header--) {
                head.put("x-amz-meta-" + random.nextInt(100), letters(random));
            }
            assertSame(head, KEYS);
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
                .isThrownBy(() -> head("/k").put("content-type", "image/png\r\nx-amz-acl: public-read"));
    }
}
