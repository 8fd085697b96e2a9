package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What errors of the database are told as, whatever language its messages come in. */
class ExitCodeTest {
    private static ExitCode.Told told(String state, String message) {
        return ExitCode.of(new ConnectionException(new SQLException(message, state)));
    }

    @ParameterizedTest
    @CsvSource({
        "42P01, FEHLER: Relation »nfs2s3.media_by_state« existiert nicht",
        "42703, FEHLER: Spalte »rollback_run« existiert nicht",
        "42883, ERREUR: la fonction nfs2s3.ensure_ledger() n'existe pas",
        "3F000, FEHLER: Schema »nfs2s3« existiert nicht",
    })
    void what_a_migration_makes_is_missing_in_every_language(String state, String message) {
        assertThat(told(state, message))
                .isEqualTo(new ExitCode.Told(
                        ExitCode.DEPENDENCY_DOWN,
                        List.of("the schema nfs2s3 is missing or old; run 'nfs2s3 schema migrate'")));
    }

    @Test
    void a_right_that_is_missing_is_told_with_what_gives_it() {
        ExitCode.Told told = told("42501", "FEHLER: keine Berechtigung für Tabelle run");

        assertThat(told.code()).isEqualTo(ExitCode.DEPENDENCY_DOWN);
        assertThat(told.lines())
                .singleElement()
                .asString()
                .contains("keine Berechtigung für Tabelle run", "as the owner: GRANT SELECT");
    }

    @Test
    void words_alone_do_not_make_a_schema_old() {
        ExitCode.Told told = told("22P02", "ERROR: the value \"it does not exist\" is no number");

        assertThat(told.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(told.lines()).singleElement().asString().startsWith("unexpected: ");
    }
}
