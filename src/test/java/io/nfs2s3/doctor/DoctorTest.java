package io.nfs2s3.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nfs2s3.doctor.Finding.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DoctorTest {
    private static final CheckCode A = CheckCode.DATABASE;
    private static final CheckCode B = CheckCode.STORE_BUCKET;
    private static final CheckCode C = CheckCode.SITE;
    private static final CheckCode D = CheckCode.QUEUE_UPLOADS;

    private static Check good(CheckCode code) {
        return Check.atStart(code, code.name(), () -> Answer.good("is well"));
    }

    private static Check broken(CheckCode code) {
        return Check.atStart(code, code.name(), () -> Answer.broken("is ill", "cure it"));
    }

    private static List<Finding> all(Check... checks) {
        return new Doctor(List.of(checks), List.of()).examineAll();
    }

    private static List<CheckCode> examined(Scope scope, Check... checks) {
        return new Doctor(List.of(checks), List.of())
                .examine(scope, finding -> {}).stream()
                        .filter(finding -> finding.level() != Level.LEFT_OUT)
                        .map(Finding::code)
                        .toList();
    }

    @Test
    void every_check_is_run_in_its_order() {
        assertThat(all(good(A), broken(B), good(C)))
                .extracting(Finding::code, Finding::level, Finding::text)
                .containsExactly(
                        tuple(A, Level.OK, "is well"),
                        tuple(B, Level.BROKEN, "is ill; cure it"),
                        tuple(C, Level.OK, "is well"));
    }

    @Test
    void what_needs_something_broken_is_left_out_and_so_is_what_needs_that_and_both_name_the_first() {
        assertThat(all(broken(A), good(B).after(A), good(C).after(B), good(D)))
                .extracting(Finding::code, Finding::level, Finding::detail)
                .containsExactly(
                        tuple(A, Level.BROKEN, "is ill"),
                        tuple(B, Level.LEFT_OUT, "says nothing new while DATABASE is an error"),
                        tuple(C, Level.LEFT_OUT, "says nothing new while DATABASE is an error"),
                        tuple(D, Level.OK, "is well"));
    }

    @Test
    void what_needs_two_is_left_out_when_either_is_broken() {
        assertThat(all(
                        good(A),
                        broken(B),
                        good(C).after(A).after(B),
                        good(D).after(B).after(A)))
                .extracting(Finding::level)
                .containsExactly(Level.OK, Level.BROKEN, Level.LEFT_OUT, Level.LEFT_OUT);
    }

    @Test
    void the_start_runs_what_it_wants_with_all_that_it_writes_and_no_more() {
        Doctor doctor = new Doctor(
                List.of(good(A).probing(), Check.onDemand(B, "b", () -> Answer.good("is well"))),
                List.of(Check.onDemand(C, "c", () -> Answer.good("was made"))));

        assertThat(doctor.examine()).extracting(Finding::code, Finding::level).containsExactly(tuple(A, Level.OK));
        assertThat(doctor.create()).extracting(Finding::code).containsExactly(C);
    }

    @Test
    void without_probes_what_writes_is_left_out_or_reads_and_what_comes_after_it_is_run() {
        Check reads = good(B).probingOr(() -> Answer.good("was read"));
        Doctor doctor = new Doctor(List.of(broken(A).probing(), reads, good(C).after(A)), List.of());

        assertThat(doctor.examine(new Scope(EnumSet.allOf(CheckCategory.class), false), finding -> {}))
                .extracting(Finding::code, Finding::level, Finding::text)
                .containsExactly(
                        tuple(
                                A,
                                Level.LEFT_OUT,
                                "writes data of its own, which it removes again; run 'nfs2s3 doctor --probe'"),
                        tuple(B, Level.OK, "was read"),
                        tuple(C, Level.OK, "is well"));
        assertThat(doctor.examineAll()).extracting(Finding::detail).startsWith("is ill", "is well");
    }

    @Test
    void a_category_is_run_with_what_it_needs() {
        Check[] checks = {good(A), good(B), good(C).after(A), good(D).probing().after(C)};

        assertThat(examined(new Scope(Set.of(CheckCategory.QUEUE), true), checks))
                .containsExactly(A, C, D);
        assertThat(examined(new Scope(Set.of(CheckCategory.QUEUE), false), checks))
                .as("needs nothing, as it is left out")
                .isEmpty();
        assertThat(examined(new Scope(Set.of(CheckCategory.STORE, CheckCategory.DATABASE), true), checks))
                .containsExactly(A, B);
    }

    @Test
    void of_a_category_only_what_is_of_it_is_created_and_the_others_are_named() {
        List<CheckCode> made = new ArrayList<>();
        List<Check> creations = Stream.of(B, D)
                .map(code -> Check.onDemand(code, code.name(), () -> {
                    made.add(code);
                    return Answer.good("was made");
                }))
                .toList();
        Doctor doctor = new Doctor(List.of(), creations);

        assertThat(doctor.create(new Scope(Set.of(CheckCategory.QUEUE), true), finding -> {}))
                .extracting(Finding::code, Finding::level)
                .containsExactly(tuple(B, Level.LEFT_OUT), tuple(D, Level.OK));
        assertThat(made).containsExactly(D);
        doctor.create();
        assertThat(made).containsExactly(D, B, D);
    }

    @Test
    void each_finding_is_told_before_the_next_check_begins() {
        List<String> events = new ArrayList<>();
        List<Check> checks = Stream.of(A, B)
                .map(code -> Check.onDemand(code, code.name(), () -> {
                    events.add(code + " is looked at");
                    return Answer.good("is well");
                }))
                .toList();
        Doctor doctor = new Doctor(checks, checks);
        List<String> inOrder = List.of(
                "DATABASE is looked at", "DATABASE is told", "STORE_BUCKET is looked at", "STORE_BUCKET is told");

        assertThat(doctor.examine(Scope.ALL, finding -> events.add(finding.code() + " is told")))
                .hasSize(2);
        assertThat(events).isEqualTo(inOrder);
        events.clear();
        assertThat(doctor.create(Scope.ALL, finding -> events.add(finding.code() + " is told")))
                .hasSize(2);
        assertThat(events).isEqualTo(inOrder);
    }

    @Test
    void a_look_that_fails_is_broken_in_the_words_of_the_database_or_its_own() {
        Check database = Check.atStart(A, "a", () -> {
            throw new IllegalStateException("wrapped", new SQLException("ERROR: no\n  Position: 7", "42501"));
        });
        Check other = Check.atStart(B, "b", () -> {
            throw new IllegalStateException("own words", new RuntimeException("inner"));
        });

        assertThat(all(database, other))
                .extracting(Finding::level, Finding::text)
                .containsExactly(tuple(Level.BROKEN, "ERROR: no"), tuple(Level.BROKEN, "own words"));
    }

    @Test
    void a_warning_does_not_stand_in_the_way() {
        assertThat(all(Check.atStart(A, "a", () -> Answer.warning("odd", "mend it"))))
                .allMatch(Finding::ok)
                .allMatch(Finding::isTrouble);
    }

    @Test
    void a_text_that_says_both_is_told_as_cause_and_cure() {
        assertThat(Answer.broken("is old; migrate it; at once"))
                .isEqualTo(Answer.broken("is old", "migrate it; at once"));
        assertThat(Answer.warning("is odd")).isEqualTo(Answer.warning("is odd", ""));
    }

    @ParameterizedTest
    @EnumSource(CheckCode.class)
    void every_code_begins_with_its_category(CheckCode code) {
        assertThat(code.name()).startsWith(code.category().name());
        assertThat(code.category().word()).isLowerCase();
    }
}
