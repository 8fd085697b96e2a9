package io.nfs2s3.database;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.ValidateResult;

/** The database schema {@code nfs2s3}, brought up to date by Flyway. */
public final class Schema {
    /** What is wrong with it, and what to do. */
    public static final String MISSING_OR_OLD = "the schema nfs2s3 is missing or old; run 'nfs2s3 schema migrate'";

    /** One migration: applied, pending, or in trouble, as Flyway says. */
    public record Step(String version, String description, String state) {}

    private final DataSource dataSource;
    private final Flyway flyway;

    public Schema(DataSource dataSource) {
        this.dataSource = dataSource;
        this.flyway = Flyway.configure()
                .dataSource(dataSource)
                .schemas("nfs2s3")
                .createSchemas(true)
                .locations("classpath:nfs2s3/db/migration")
                // Pending ones are looked for apart; those of a newer build are its business.
                .ignoreMigrationPatterns("*:pending", "*:future")
                .load();
    }

    /**
     * Applies what is pending. Running it twice, or on two hosts at once, is safe.
     *
     * @return how many migrations were applied
     * @throws SchemaException when other migrations were applied before than those of this build, or the sessions of the
     *     database are shared
     * @throws FlywayException when one fails; it is rolled back
     */
    public int migrate() {
        requireOwnSessions();
        try {
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayValidateException e) {
            throw new SchemaException(
                    difference(flyway.validateWithResult()).orElseGet(() -> String.valueOf(e.getMessage())));
        }
    }

    /**
     * For what needs a session for longer than a transaction.
     *
     * @throws SchemaException when a connection pooler lends its sessions by transaction
     * @throws org.jdbi.v3.core.ConnectionException when the database cannot be used
     */
    public void requireOwnSessions() {
        SharedSessions.problem(dataSource).ifPresent(problem -> {
            throw new SchemaException(problem);
        });
    }

    public List<Step> info() {
        requireOwnSessions();
        return Arrays.stream(flyway.info().all()).map(Schema::step).toList();
    }

    /**
     * Why this build cannot work with the schema, or in the sessions of the database, and what to do; empty when it can.
     *
     * @throws FlywayException when the database cannot be used
     * @throws org.jdbi.v3.core.ConnectionException likewise
     */
    public Optional<String> problem() {
        Optional<String> shared = SharedSessions.problem(dataSource);
        if (shared.isPresent()) {
            return shared;
        }
        if (flyway.info().pending().length > 0) {
            return Optional.of(MISSING_OR_OLD);
        }
        return difference(flyway.validateWithResult());
    }

    private static Optional<String> difference(ValidateResult result) {
        if (result.validationSuccessful) {
            return Optional.empty();
        }
        List<String> versions = result.invalidMigrations.stream()
                .map(migration -> "V" + migration.version)
                .distinct()
                .toList();
        return Optional.of("the schema nfs2s3 was made by another build: " + String.join(", ", versions)
                + " of its migrations differs. Before the first release a schema must be made anew when they change:"
                + " save what you need, DROP SCHEMA nfs2s3 CASCADE, and run 'nfs2s3 schema migrate'");
    }

    private static Step step(MigrationInfo info) {
        return new Step(
                info.getVersion() == null ? "" : info.getVersion().getVersion(),
                info.getDescription(),
                info.getState().getDisplayName());
    }
}
