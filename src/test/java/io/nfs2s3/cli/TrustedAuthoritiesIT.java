package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.IssuedCertificate;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.TlsFront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** SQS and S3 behind an authority that the JDK does not know, as those of a company or of a proxy that looks into TLS. */
class TrustedAuthoritiesIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @TempDir
    private static Path folder;

    private static Path pem;
    private static String endpoints;

    @BeforeAll
    static void open() throws Exception {
        IssuedCertificate certificate = IssuedCertificate.of("localhost", folder);
        TlsFront sqs = site.closing(TlsFront.of(certificate.context(), site.sqsEndpoint()));
        TlsFront s3 =
                site.closing(TlsFront.of(certificate.context(), site.addresses().s3Endpoint()));
        endpoints = "sqs.endpoint = \"" + sqs.endpoint() + "\"\ns3.endpoint = \"" + s3.endpoint() + "\"";
        pem = certificate.authorityPem();
    }

    private static JavaProcess nfs2s3(String command, String... settings) {
        JavaProcess process = JavaProcess.nfs2s3(
                command, "--config", site.settingsFile(settings).toString());
        process.exitCode();
        return process;
    }

    @Test
    void the_authority_that_is_not_trusted_is_named_with_what_to_do() {
        try (JavaProcess doctor = nfs2s3("doctor", endpoints)) {
            assertThat(doctor.exitCode()).as(doctor.output()).isEqualTo(3);
            assertThat(doctor.output().lines().filter(line -> line.startsWith("error")))
                    .hasSize(3);
            assertThat(doctor.output().lines().filter(line -> line.startsWith("         cause  ")))
                    .filteredOn(line -> line.contains("S3") || line.contains("SQS"))
                    .hasSize(3)
                    .allMatch(line -> line.contains("issued by \"CN=authority\""))
                    .allMatch(line -> line.contains("tls.authorities"));
        }
    }

    @Test
    void the_file_of_the_setting_holds_for_every_client() {
        try (JavaProcess doctor = nfs2s3("doctor", endpoints, "tls.authorities = \"" + pem + "\"")) {
            assertThat(doctor.exitCode()).as(doctor.output()).isZero();
            assertThat(doctor.output()).contains("native, by Conscrypt").doesNotContain("error  ");
        }
    }

    @Test
    void a_file_without_certificates_is_refused() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        for (Path file : new Path[] {empty, folder.resolve("none.pem")}) {
            try (JavaProcess doctor = nfs2s3("doctor", "tls.authorities = \"" + file + "\"")) {
                assertThat(doctor.exitCode()).isEqualTo(2);
                assertThat(doctor.output())
                        .startsWith("nfs2s3: tls.authorities = \"" + file + "\"")
                        .hasLineCount(1);
            }
        }
    }
}
