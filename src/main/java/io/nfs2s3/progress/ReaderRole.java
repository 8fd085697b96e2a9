package io.nfs2s3.progress;

import io.nfs2s3.database.TransactionRetry;
import org.jdbi.v3.core.Jdbi;

/** A role of the database that may read the views of {@code nfs2s3_views}, and nothing else. Thread-safe. */
public final class ReaderRole {
    private final Jdbi jdbi;

    public ReaderRole(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Grants the views to a role, and makes it where there is none: one that cannot log in.
     *
     * @return whether it was made
     * @throws org.jdbi.v3.core.JdbiException when the user may not, or the name is none for a role
     */
    public boolean grant(String role) {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createQuery("SELECT nfs2s3.make_reader(:role)")
                        .bind("role", role)
                        .mapTo(Boolean.class)
                        .one());
    }
}
