package io.nfs2s3.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;

/** Credentials that the default chain leaves to libraries that it looks up by name: the daemon has them. */
class RoleCredentialsTest {
    private static final String STS = "aws.endpointUrlSts";
    private static final String REGION = "aws.region";
    private static final String ANSWER = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <Credentials>
                  <AccessKeyId>of-the-role</AccessKeyId>
                  <SecretAccessKey>secret</SecretAccessKey>
                  <SessionToken>token</SessionToken>
                  <Expiration>2099-01-01T00:00:00Z</Expiration>
                </Credentials>
              </AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """;

    @TempDir
    private Path directory;

    private AwsCredentials of(String profile) throws Exception {
        ProfileFile file = ProfileFile.builder()
                .content(Files.writeString(directory.resolve("config"), profile))
                .type(ProfileFile.Type.CONFIGURATION)
                .build();
        try (ProfileCredentialsProvider provider = ProfileCredentialsProvider.builder()
                .profileFile(file)
                .profileName("default")
                .build()) {
            return provider.resolveCredentials();
        }
    }

    /** As on EKS. */
    @Test
    void of_a_role_by_web_identity() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "who-i-am");
        AtomicReference<String> asked = new AtomicReference<>("");
        HttpServer sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sts.createContext("/", request -> {
            asked.set(new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
            request.getResponseHeaders().set("Content-Type", "text/xml");
            request.sendResponseHeaders(200, body.length);
            request.getResponseBody().write(body);
            request.close();
        });
        sts.start();
        System.setProperty(REGION, "eu-central-1");
        System.setProperty(STS, "http://127.0.0.1:" + sts.getAddress().getPort());
        try {
            AwsCredentials credentials = of("""
                    [default]
                    region = eu-central-1
                    role_arn = arn:aws:iam::123456789012:role/media
                    role_session_name = nfs2s3
                    web_identity_token_file = %s
                    """.formatted(token));

            assertThat(credentials.accessKeyId()).isEqualTo("of-the-role");
            assertThat(asked.get()).contains("Action=AssumeRoleWithWebIdentity").contains("WebIdentityToken=who-i-am");
        } finally {
            System.clearProperty(STS);
            System.clearProperty(REGION);
            sts.stop(0);
        }
    }

    @Test
    void of_a_profile_with_sso_where_nobody_is_logged_in() {
        assertThatExceptionOfType(SdkClientException.class)
                .isThrownBy(() -> of("""
                        [default]
                        region = eu-central-1
                        sso_session = work
                        sso_account_id = 123456789012
                        sso_role_name = media

                        [sso-session work]
                        sso_region = eu-central-1
                        sso_start_url = https://127.0.0.1/start
                        """))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("class path"));
    }
}
