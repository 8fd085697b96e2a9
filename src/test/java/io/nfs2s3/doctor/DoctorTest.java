package io.nfs2s3.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nfs2s3.doctor.Finding.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static Check good(String code) {
        return Check.atStart(code, code, () -> Answer.good("is well"));
    }

    private static Check broken(String code) {
        return Check.atStart(code, code, () -> Answer.broken("is ill", "cure it"));
    }

    private static List<Finding> all(Check... checks) {
        return new Doctor(List.of(checks), List.of()).examineAll();
    }

    @Test
    void every_check_is_run_in_its_order() {
        assertThat(all(good("a"), broken("b"), good("c")))
                .extracting(Finding::code, Finding::level, Finding::text)
                .containsExactly(
                        tuple("a", Level.OK, "is well"),
                        tuple("b", Level.BROKEN, "is ill; cure it"),
                        tuple("c", Level.OK, "is well"));
    }

    @Test
    void what_needs_something_broken_is_left_out_and_so_is_what_needs_that() {
        assertThat(all(broken("a"), good("b").after("a"), good("c").after("b"), good("d")))
                .extracting(Finding::code)
                .containsExactly("a", "d");
    }

    @Test
    void what_needs_two_is_left_out_when_either_is_broken() {
        assertThat(all(
                        good("a"),
                        broken("b"),
                        good("c").after("a").after("b"),
                        good("d").after("b").after("a")))
                .extracting(Finding::code)
                .containsExactly("a", "b");
    }

    @Test
    void the_start_runs_what_it_wants_and_no_more() {
        Doctor doctor = new Doctor(
                List.of(good("a"), Check.onDemand("b", "b", () -> Answer.good("is well"))),
                List.of(Check.onDemand("c", "c", () -> Answer.good("was made"))));

        assertThat(doctor.examine()).extracting(Finding::code).containsExactly("a");
        assertThat(doctor.create()).extracting(Finding::code).containsExactly("c");
    }

    @Test
    void each_finding_is_told_before_the_next_check_begins() {
        List<String> events = new ArrayList<>();
        List<Check> checks = Stream.of("a", "b")
                .map(code -> Check.onDemand(code, code, () -> {
                    events.add(code + " is looked at");
                    return Answer.good("is well");
                }))
                .toList();
        Doctor doctor = new Doctor(checks, checks);
        List<String> inOrder = List.of("a is looked at", "a is told", "b is looked at", "b is told");

        assertThat(doctor.examineAll(finding -> events.add(finding.code() + " is told")))
                .hasSize(2);
        assertThat(events).isEqualTo(inOrder);
        events.clear();
        assertThat(doctor.create(finding -> events.add(finding.code() + " is told")))
                .hasSize(2);
        assertThat(events).isEqualTo(inOrder);
    }

    @Test
    void a_look_that_fails_is_broken_in_the_words_of_the_database_or_its_own() {
        Check database = Check.atStart("a", "a", () -> {
            throw new IllegalStateException("wrapped", new SQLException("ERROR: no\n  Position: 7", "42501"));
        });
        Check other = Check.atStart("b", "b", () -> {
            throw new IllegalStateException("own words", new RuntimeException("inner"));
        });

        assertThat(all(database, other))
                .extracting(Finding::level, Finding::text)
                .containsExactly(tuple(Level.BROKEN, "ERROR: no"), tuple(Level.BROKEN, "own words"));
    }

    @Test
    void a_warning_does_not_stand_in_the_way() {
        assertThat(all(Check.atStart("a", "a", () -> Answer.warning("odd", "mend it"))))
                .allMatch(Finding::ok);
    }
}
