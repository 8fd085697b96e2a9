package io.nfs2s3.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator finds each check of {@code doctor} in docs/doctor.md, at the place that the check names. */
class DoctorDocumentTest {
    private static final String AT_START = "**At start.**";
    private static final String PROBE = "**Probe.**";

    /** Of what {@code --create} makes, and no check looks at alone. */
    private static final Set<CheckCode> MADE_ONLY = EnumSet.of(CheckCode.MOUNT_SENTINEL);

    private static final List<Check> CHECKS = checks();
    private static final String DOCUMENT = document();

    @ParameterizedTest
    @EnumSource(CheckCode.class)
    void every_code_has_a_paragraph_that_says_when_it_is_run(CheckCode code) {
        List<String> paragraphs = Pattern.compile("(?ms)^### " + code + "\n\n(.+?)(?=^#|\\z)")
                .matcher(DOCUMENT)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();

        assertThat(paragraphs).hasSize(1);
        assertThat(Pattern.compile("(?mi)^#+ " + code + "$").matcher(DOCUMENT).results())
                .as("GitHub gives the anchor to the first heading of the same letters")
                .hasSize(1);
        assertThat(code.page()).isEqualTo("docs/doctor.md#" + code.name().toLowerCase(Locale.ROOT));
        CHECKS.stream().filter(check -> check.code() == code).forEach(check -> {
            assertThat(paragraphs.get(0).contains(AT_START)).as(AT_START).isEqualTo(check.atStart());
            assertThat(paragraphs.get(0).contains(PROBE))
                    .as(PROBE)
                    .isEqualTo(check.reading().isEmpty());
        });
    }

    @Test
    void every_code_is_that_of_one_check_and_each_comes_after_what_it_needs() {
        List<CheckCode> codes = CHECKS.stream().map(Check::code).toList();
        Set<CheckCode> made = EnumSet.copyOf(MADE_ONLY);
        made.addAll(codes);

        assertThat(codes).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(40);
        assertThat(made).isEqualTo(EnumSet.allOf(CheckCode.class));
        assertThat(CHECKS)
                .allSatisfy(check -> assertThat(codes.subList(0, codes.indexOf(check.code())))
                        .containsAll(check.after()));
    }

    private static String document() {
        try {
            return Files.readString(Path.of("docs/doctor.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Check> checks() {
        Map<String, String> environment =
                Map.of("NFS2S3_AWS_REGION", "eu-central-1", "NFS2S3_UPLOAD_SPOOL", "/var/spool/s");
        try (Application application = new Application(SettingsReader.read(Optional.empty(), environment))) {
            return application.doctor().checks();
        }
    }
}
