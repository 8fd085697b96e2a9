package io.nfs2s3.control;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The append-only record of acts: the table {@code nfs2s3.control_act}. Thread-safe. Errors of the database come as
 * {@link org.jdbi.v3.core.JdbiException}.
 */
public final class ControlActs {
    private final Jdbi jdbi;

    public ControlActs(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Writes a line, in the transaction that does what it says.
     *
     * @param outcome null when it is not known yet
     * @param begun the line that said that it began; null where there is none
     * @return the id of the line
     */
    static long append(
            Handle handle, ActKind act, String subject, Asked asked, @Nullable String outcome, @Nullable Long begun) {
        return handle.createQuery("""
                INSERT INTO nfs2s3.control_act (act, subject, asked, outcome, begun, by_name, client, forwarded_for)
                VALUES (:act, :subject, :asked, :outcome, :begun, :by, :client, :forwardedFor)
                RETURNING id
                """)
                .bind("act", act.name())
                .bind("subject", subject)
                .bind("asked", asked.words())
                .bind("outcome", outcome)
                .bind("begun", begun)
                .bind("by", asked.by())
                .bind("client", asked.client())
                .bind("forwardedFor", asked.forwardedFor())
                .mapTo(Long.class)
                .one();
    }

    /** The newest first. */
    public List<ControlLine> newest(int limit) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT * FROM nfs2s3.control_act ORDER BY id DESC LIMIT :limit")
                        .bind("limit", limit)
                        .map((row, context) -> line(row))
                        .list());
    }

    private static ControlLine line(ResultSet row) throws SQLException {
        return new ControlLine(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("act"),
                row.getString("subject"),
                row.getString("asked"),
                row.getString("outcome"),
                row.getObject("begun", Long.class),
                row.getString("by_name"),
                row.getString("client"),
                row.getString("forwarded_for"),
                row.getString("application"));
    }
}
