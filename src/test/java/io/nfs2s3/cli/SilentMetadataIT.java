package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.aws.SilentMetadata;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody names region or credentials, and the metadata service accepts and never answers: a plain line says so. */
class SilentMetadataIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final SilentMetadata metadata = site.closing(SilentMetadata.open());
    private static final String NO_KEYS = "aws { accessKeyId = \"\", secretAccessKey = \"\" }";

    private static List<String> run(int code, String settings, String command) {
        try (JavaProcess process = JavaProcess.nfs2s3(
                metadata.environment(),
                command,
                "--config",
                site.settingsFile(settings).toString())) {
            assertThat(process.exitCode()).as(process.output()).isEqualTo(code);
            return process.output().lines().toList();
        }
    }

    private static String told(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains("no AWS "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not told: " + lines));
    }

    /** What {@code status} has on several lines, in one. */
    private static List<String> unwrapped(List<String> lines) {
        return String.join("\n", lines).replaceAll("\n {11}", " ").lines().toList();
    }

    private static void assertPlain(String line) {
        assertThat(line)
                .contains("the instance metadata service at " + metadata.address() + " does not answer")
                .contains("hop limit of 2")
                .doesNotContain("Exception")
                .hasSizeLessThan(600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "status"})
    void without_credentials(String command) {
        String line = told(unwrapped(run(command.equals("status") ? 0 : 3, NO_KEYS, command)));

        assertPlain(line);
        assertThat(line).contains("set AWS_ACCESS_KEY_ID");
    }

    @Test
    void doctor_says_it_once_and_leaves_out_what_needs_them() {
        List<String> lines = run(3, NO_KEYS, "doctor");

        assertThat(told(lines))
                .startsWith("         cause  no AWS credentials: ")
                .contains("the instance metadata service at " + metadata.address() + " does not answer");
        assertThat(lines)
                .anyMatch(line ->
                        line.startsWith("         fix    set AWS_ACCESS_KEY_ID") && line.contains("hop limit of 2"));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("error"))
                .as("what needs them is left out")
                .contains("error    SETTINGS_CREDENTIALS  credentials of AWS")
                .noneMatch(line -> line.contains("bucket") || line.contains("queue"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "daemon"})
    void without_a_region(String command) {
        String line = told(run(2, "aws.region = \"\"", command));

        assertPlain(line);
        assertThat(line)
                .startsWith("nfs2s3: aws.region is empty, and no AWS region: ")
                .contains("set AWS_REGION");
    }
}
