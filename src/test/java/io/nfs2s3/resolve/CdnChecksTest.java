package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Doctor;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.resolve.CdnHeading.Silent;
import io.nfs2s3.resolve.CdnHeading.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code doctor} says of what CDN hosts say of an object, and of what they leave unsaid. */
class CdnChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-27T18:00:00Z");

    private static CdnHeading host(String name, Optional<Duration> left) {
        return new Told(name, 200, "", left.map(NOW::plus));
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

    @Test
    void nothing_is_concluded_of_a_host_that_gives_no_answer() {
        List<CdnHeading> headings = List.of(
                new Told("one.example.com", 404, "", Optional.empty()), new Silent("two.example.com", "it is gone"));

        assertThat(List.of(
                        CdnChecks.cache(headings), CdnChecks.certificate(headings, NOW), CdnChecks.missing(headings)))
                .allSatisfy(answer -> {
                    assertThat(answer.level()).isEqualTo(Level.WARNING);
                    assertThat(answer.detail()).isEqualTo("it cannot be told: two.example.com: it is gone");
                });
    }

    @Test
    void one_that_does_not_answer_a_head_is_not_said_to_forbid_keeping() {
        assertThat(CdnChecks.cache(List.of(new Told("one.example.com", 403, "", Optional.empty())))
                        .detail())
                .contains("one.example.com answers 403 to a HEAD");
    }

    @Test
    void a_host_has_less_time_than_a_check() {
        assertThat(CdnReader.limit(CdnChecks.ANSWER, CdnChecks.LARGEST))
                .isLessThan(Duration.ofSeconds(Doctor.PATIENCE_SECONDS));
    }
}
