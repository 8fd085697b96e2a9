package io.nfs2s3.catalog;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.ObjectKey;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The site's own pointer column, kept in step by one statement in the same transaction. Immutable. */
final class SiteUpdate {
    /** One changed pointer. */
    record Change(
            FileVersion upload, Location location, @Nullable ObjectKey key) {}

    private final String sql;

    /**
     * @param sql a statement with {@code :path}, {@code :location}, {@code :objectKey}, {@code :generation}, or empty
     * @throws IllegalArgumentException when it is more than one statement
     */
    SiteUpdate(String sql) {
        this.sql = one(sql);
    }

    /** The statement of the setting, checked; empty for none. */
    static String one(String setting) {
        if (setting.isBlank()) {
            return "";
        }
        try {
            return OneStatement.of(setting);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("catalog.siteUpdate is not taken: " + e.getMessage(), e);
        }
    }

    boolean isSet() {
        return !sql.isEmpty();
    }

    /** @throws SiteUpdateException when the statement fails; the transaction must be rolled back */
    void run(Handle handle, List<Change> changes) {
        if (!isSet() || changes.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (Change change : changes) {
                batch.bind("path", change.upload().path().value())
                        .bind("location", change.location().name())
                        .bind(
                                "objectKey",
                                change.key() == null ? null : change.key().value())
                        .bind("generation", change.upload().generation())
                        .add();
            }
            batch.execute();
        } catch (JdbiException e) {
            if (DatabaseErrors.isOutage(e)) {
                throw e;
            }
            throw new SiteUpdateException(e);
        }
    }

    /** Has the server plan the statement without running it. */
    void check(Handle handle) {
        if (!isSet()) {
            return;
        }
        try {
            handle.createQuery("EXPLAIN " + sql)
                    .bind("path", "")
                    .bind("location", Location.NFS.name())
                    .bind("objectKey", (String) null)
                    .bind("generation", 1)
                    .mapTo(String.class)
                    .list();
        } catch (JdbiException e) {
            throw new SiteUpdateException(e);
        }
    }
}
