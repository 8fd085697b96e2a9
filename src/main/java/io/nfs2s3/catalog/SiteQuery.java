package io.nfs2s3.catalog;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT of the site's own tables, read row by row. Thread-safe.
 *
 * <p>The rows are those of one moment. They are kept by the server, in a file if they are many, so that no transaction
 * is open while they are worked on: PostgreSQL could remove no dead row of any table meanwhile, and queues that are
 * tables would swell.
 */
public final class SiteQuery {
    private static final int PAGE = 2_000;
    private static final String READ_ONLY = "25006";
    private final Jdbi jdbi;
    private final String select;

    /**
     * @param select a SELECT of one column, without parameters
     * @throws IllegalArgumentException when it is not one statement
     */
    public SiteQuery(Jdbi jdbi, String select) {
        this.jdbi = jdbi;
        try {
            this.select = OneStatement.of(select);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the SELECT is not taken: " + e.getMessage(), e);
        }
    }

    /**
     * Reads all rows. The server makes all of them first, within {@code database.socketTimeout}.
     *
     * @param each called with the text of each value, null for NULL
     * @throws IllegalArgumentException when the database does not take the SELECT, or it has not one column
     * @throws org.jdbi.v3.core.JdbiException when the database fails
     */
    public void forEach(Consumer<@Nullable String> each) {
        try (Handle handle = jdbi.open()) {
            Connection connection = handle.getConnection();
            try (Statement statement = connection.createStatement()) {
                declare(connection, statement);
                try {
                    boolean more;
                    do {
                        more = page(statement, each);
                    } while (more);
                } finally {
                    // or the connection would go back to the pool with it
                    statement.execute("CLOSE nfs2s3_site_query");
                }
            } catch (SQLException e) {
                throw new ConnectionException(e);
            }
        }
    }

    private void declare(Connection connection, Statement statement) throws SQLException {
        connection.setAutoCommit(false);
        try {
            statement.execute("SET TRANSACTION READ ONLY");
            statement.execute("DECLARE nfs2s3_site_query NO SCROLL CURSOR WITH HOLD FOR " + select);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            undo(connection, e);
            if (READ_ONLY.equals(e.getSQLState()) || !DatabaseErrors.isOutage(e)) {
                throw new IllegalArgumentException("the database does not take the SELECT: " + ErrorText.of(e), e);
            }
            throw e;
        }
    }

    /** @param error told of what fails here too: after some errors the pool has closed the connection already */
    private static void undo(Connection connection, SQLException error) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
    }

    /** @return false at the end */
    private static boolean page(Statement statement, Consumer<@Nullable String> each) throws SQLException {
        int rows = 0;
        try (ResultSet result = statement.executeQuery("FETCH " + PAGE + " FROM nfs2s3_site_query")) {
            if (result.getMetaData().getColumnCount() != 1) {
                throw new IllegalArgumentException("the SELECT must have one column, the path");
            }
            for (; result.next(); rows++) {
                each.accept(result.getString(1));
            }
        }
        return rows == PAGE;
    }
}
