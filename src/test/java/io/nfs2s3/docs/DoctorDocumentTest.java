package io.nfs2s3.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An operator finds each check of {@code doctor} in docs/doctor.md. */
class DoctorDocumentTest {
    @Test
    void every_check_has_a_row() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/doctor.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(checks())
                .isNotEmpty()
                .allSatisfy(check -> assertThat(rows)
                        .filteredOn(row -> row.split("\\|", -1)[1].contains("`" + check.code() + "`"))
                        .as("the row of " + check.code())
                        .hasSize(1)
                        .allMatch(row -> check.atStart() == row.split("\\|", -1)[2].contains("yes")));
    }

    @Test
    void no_two_checks_share_a_code_and_each_comes_after_what_it_needs() {
        List<String> codes = checks().stream().map(Check::code).toList();

        assertThat(codes).doesNotHaveDuplicates();
        assertThat(checks())
                .allSatisfy(check -> assertThat(codes.subList(0, codes.indexOf(check.code())))
                        .containsAll(check.after()));
    }

    private static List<Check> checks() {
        Map<String, String> environment =
                Map.of("NFS2S3_AWS_REGION", "eu-central-1", "NFS2S3_UPLOAD_SPOOL", "/var/spool/s");
        try (Application application = new Application(SettingsReader.read(Optional.empty(), environment))) {
            return application.doctor().checks();
        }
    }
}
