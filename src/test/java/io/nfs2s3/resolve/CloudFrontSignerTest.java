package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.resolve.CdnSettings.Choice;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures are checked with the public key, as CloudFront does. */
class CloudFrontSignerTest {
    private static final String URL = "https://cdn1.example.com/images/a%20b%2B%C3%A9%3F.jpg";
    private static final Instant EXPIRES = Instant.ofEpochSecond(1_800_000_000);

    @TempDir
    private static Path directory;

    private static KeyPair keys;
    private static SigningSettings settings;

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        keys = generator.generateKeyPair();
        Path file = Files.writeString(
                directory.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        settings = new SigningSettings("KEYID", file, Duration.ofHours(2));
    }

    private static boolean isSigned(String policy, String signature) throws GeneralSecurityException {
        Signature check = Signature.getInstance("SHA1withRSA");
        check.initVerify(keys.getPublic());
        check.update(policy.getBytes(StandardCharsets.UTF_8));
        return check.verify(decoded(signature));
    }

    /** CloudFront's own Base64. */
    private static byte[] decoded(String text) {
        return Base64.getDecoder()
                .decode(text.replace('-', '+').replace('_', '=').replace('~', '/'));
    }

    private static Map<String, String> query(String url) {
        return Arrays.stream(url.substring(url.indexOf('?') + 1).split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static String canned(String url, Instant expires) {
        return "{\"Statement\":[{\"Resource\":\"" + url + "\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":"
                + expires.getEpochSecond() + "}}}]}";
    }

    @Test
    void a_canned_policy_allows_the_url_as_it_is_encoded() throws GeneralSecurityException {
        String signed = CloudFrontSigner.open(settings).url(URL, EXPIRES);

        assertThat(signed).startsWith(URL + "?");
        assertThat(query(signed)).containsEntry("Expires", "1800000000").containsEntry("Key-Pair-Id", "KEYID");
        assertThat(isSigned(canned(URL, EXPIRES), query(signed).getOrDefault("Signature", "")))
                .isTrue();
        assertThat(isSigned(canned(URL + "x", EXPIRES), query(signed).getOrDefault("Signature", "")))
                .isFalse();
    }

    @Test
    void a_custom_policy_allows_what_it_says() throws GeneralSecurityException {
        SigningPolicy policy = new SigningPolicy(
                "https://cdn*.example.com/images/*",
                EXPIRES,
                Optional.of(EXPIRES.minusSeconds(60)),
                Optional.of("192.0.2.0/24"));

        String signed = CloudFrontSigner.open(settings).url(URL, policy);

        assertThat(signed).startsWith(URL + "?");
        String text = new String(decoded(query(signed).getOrDefault("Policy", "")), StandardCharsets.UTF_8);
        assertThat(text).contains("https://cdn*.example.com/images/*", "1800000000", "1799999940", "192.0.2.0/24");
        assertThat(isSigned(text, query(signed).getOrDefault("Signature", ""))).isTrue();
    }

    @Test
    void three_cookies_allow_all_urls_of_a_policy() throws GeneralSecurityException {
        Map<String, String> cookies =
                CloudFrontSigner.open(settings).cookies(SigningPolicy.until(EXPIRES, "https://cdn*.example.com/*"));

        assertThat(cookies).containsOnlyKeys("CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id");
        String policy = new String(decoded(cookies.getOrDefault("CloudFront-Policy", "")), StandardCharsets.UTF_8);
        assertThat(policy).contains("https://cdn*.example.com/*");
        assertThat(isSigned(policy, cookies.getOrDefault("CloudFront-Signature", "")))
                .isTrue();
    }

    @Test
    void cookies_of_a_canned_policy_allow_one_url() throws GeneralSecurityException {
        Map<String, String> cookies = CloudFrontSigner.open(settings).cookies(URL, EXPIRES);

        assertThat(cookies)
                .containsEntry("CloudFront-Expires", "1800000000")
                .containsEntry("CloudFront-Key-Pair-Id", "KEYID");
        assertThat(isSigned(canned(URL, EXPIRES), cookies.getOrDefault("CloudFront-Signature", "")))
                .isTrue();
    }

    @Test
    void a_url_is_given_for_half_of_its_validity_and_then_signed_anew() {
        ManualTicker ticker = new ManualTicker();
        CdnUrls cdn = new CdnUrls(
                CdnHosts.parse(List.of("cdn1.example.com")),
                new CdnSettings(
                        CdnHosts.parse(List.of("cdn1.example.com")), HostsFrom.SETTINGS, Choice.RANDOM, "https"),
                CloudFrontSigner.open(settings).urlSigner(settings.validFor(), new TickingClock(ticker)),
                ticker);
        CachedLocation location = new CachedLocation.OnS3("images/1.jpg", 1);
        String first = location.url(cdn).orElseThrow();
        assertThat(query(first)).containsEntry("Expires", String.valueOf(2 * 3_600));

        ticker.pass(Duration.ofMinutes(59));
        assertThat(location.url(cdn)).contains(first);
        ticker.pass(Duration.ofMinutes(1));
        assertThat(query(location.url(cdn).orElseThrow())).containsEntry("Expires", String.valueOf(3 * 3_600));
    }

    @Test
    void a_key_that_cannot_be_read_is_told() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(empty))
                .withMessageContaining("resolve.signing.privateKey")
                .withMessageContaining("has no RSA or EC private key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(directory.resolve("missing.pem")))
                .withMessageContaining("cannot be read");
        Path unnamed = Files.copy(settings.privateKey(), directory.resolve("key.txt"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(unnamed))
                .withMessageContaining("resolve.signing.privateKey");
    }

    private static CloudFrontSigner open(Path key) {
        return CloudFrontSigner.open(new SigningSettings("KEYID", key, Duration.ofHours(1)));
    }

    /** The time of day of a ticker that began at the epoch. */
    private static final class TickingClock extends Clock {
        private final ManualTicker ticker;

        TickingClock(ManualTicker ticker) {
            this.ticker = ticker;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(0, ticker.read());
        }
    }
}
