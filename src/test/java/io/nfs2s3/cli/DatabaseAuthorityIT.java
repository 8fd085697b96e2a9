package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.testing.IssuedCertificate;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL by TLS, with a certificate of an authority that the JDK does not know. */
class DatabaseAuthorityIT {
    private static final String VERIFIED = "?sslmode=verify-full";

    @TempDir
    private static Path folder;

    private static IssuedCertificate certificate;
    private static EmbeddedStack stack;
    private static TestSite site;

    @BeforeAll
    static void open() throws Exception {
        certificate = IssuedCertificate.of("localhost", folder);
        stack = EmbeddedStack.start(folder.resolve("stack"));
        site = TestSite.open(stack);
        stack.databaseOutages().speakTls(certificate.serverPem(), certificate.serverKey());
    }

    @AfterAll
    static void close() {
        site.close();
        stack.close();
    }

    /** Runs a command that asks the database alone, as a user who has no files of the driver's at home. */
    private static JavaProcess status(String url, List<String> options, String... settings) {
        List<String> java = new ArrayList<>(options);
        java.add("-Duser.home=" + folder);
        String file = site.settingsFile("database.url = \"" + url + "\"", String.join("\n", settings))
                .toString();
        JavaProcess process = JavaProcess.nfs2s3(java, "outbox", "status", "--config", file);
        process.exitCode();
        return process;
    }

    private static String byName() {
        return site.databaseUrl().replace("127.0.0.1", "localhost") + VERIFIED;
    }

    private static String setting() {
        return "tls.authorities = \"" + certificate.authorityPem() + "\"";
    }

    @Test
    void the_authority_that_is_not_trusted_is_named_with_what_to_do() {
        try (JavaProcess status = status(byName(), List.of())) {
            assertThat(status.exitCode()).as(status.output()).isEqualTo(3);
            assertThat(status.output())
                    .contains("the database cannot be used")
                    .contains("issued by \"CN=authority\"")
                    .contains("tls.authorities");
        }
    }

    @Test
    void the_file_of_the_setting_holds_for_the_database() {
        try (JavaProcess status = status(byName(), List.of(), setting())) {
            assertThat(status.exitCode()).as(status.output()).isZero();
            assertThat(status.output()).contains("outbox: empty");
        }
    }

    @Test
    void so_do_the_properties_of_java() {
        List<String> properties = List.of(
                "-Djavax.net.ssl.trustStore=" + certificate.trust(),
                "-Djavax.net.ssl.trustStorePassword=" + IssuedCertificate.PASSWORD);

        try (JavaProcess status = status(byName(), properties)) {
            assertThat(status.exitCode()).as(status.output()).isZero();
            assertThat(status.output()).contains("outbox: empty");
        }
    }

    @Test
    void a_name_that_is_not_in_the_certificate_is_refused() {
        try (JavaProcess status = status(site.databaseUrl() + VERIFIED, List.of(), setting())) {
            assertThat(status.exitCode()).as(status.output()).isEqualTo(3);
            assertThat(status.output()).contains("the database cannot be used").contains("127.0.0.1");
        }
    }
}
