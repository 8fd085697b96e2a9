package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.resolve.CdnReader.Heading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code doctor} says of certificates by the time that is left to them. */
class CdnChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-27T18:00:00Z");

    private static Heading host(String name, Optional<Duration> left) {
        return new Heading(name, 200, "", left.map(NOW::plus), "");
    }

    @Test
    void a_certificate_that_ends_within_two_weeks_is_a_warning_that_names_its_host() {
        Answer answer = CdnChecks.certificate(
                List.of(
                        host("one.example.com", Optional.of(Duration.ofDays(80))),
                        host("two.example.com", Optional.of(Duration.ofDays(5).plusHours(1)))),
                NOW);

        assertThat(answer.level()).isEqualTo(Level.WARNING);
        assertThat(answer.text())
                .startsWith("that of two.example.com ends in 5 days")
                .contains("AWS Certificate Manager");
    }

    @Test
    void those_that_last_are_well_and_so_are_hosts_without_any() {
        assertThat(CdnChecks.certificate(List.of(host("a", Optional.of(Duration.ofDays(15)))), NOW))
                .isEqualTo(Answer.good("last for 14 days or more"));
        assertThat(CdnChecks.certificate(List.of(host("a", Optional.empty())), NOW)
                        .level())
                .isEqualTo(Level.OK);
    }
}
