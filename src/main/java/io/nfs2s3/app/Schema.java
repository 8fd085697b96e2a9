package io.nfs2s3.app;

import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** The database schema {@code nfs2s3}, brought up to date by Flyway. */
public final class Schema {
    /** One migration: applied, pending, or in trouble, as Flyway says. */
    public record Step(String version, String description, String state) {}

    private final Flyway flyway;

    Schema(DataSource dataSource) {
        this.flyway = Flyway.configure()
                .dataSource(dataSource)
                .schemas("nfs2s3")
                .createSchemas(true)
                .locations("classpath:nfs2s3/db/migration")
                .load();
    }

    /**
     * Applies what is pending. Running it twice, or on two hosts at once, is safe.
     *
     * @return how many migrations were applied
     * @throws FlywayException when one fails; it is rolled back
     */
    public int migrate() {
        return flyway.migrate().migrationsExecuted;
    }

    public List<Step> info() {
        return Arrays.stream(flyway.info().all()).map(Schema::step).toList();
    }

    /** Whether every migration of this version is applied. */
    public boolean isCurrent() {
        return flyway.info().pending().length == 0;
    }

    private static Step step(MigrationInfo info) {
        return new Step(
                info.getVersion() == null ? "" : info.getVersion().getVersion(),
                info.getDescription(),
                info.getState().getDisplayName());
    }
}
