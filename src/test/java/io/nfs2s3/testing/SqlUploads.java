package io.nfs2s3.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Upload code that knows nothing of nfs2s3 but the SQL function {@code nfs2s3.enqueue_upload}. */
public final class SqlUploads {
    private SqlUploads() {}

    /** A connection of its own, in auto-commit. */
    public static Connection connect(TestSite site) {
        try {
            return DriverManager.getConnection(
                    site.databaseUrl(),
                    site.addresses().databaseUser(),
                    site.addresses().databasePassword());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Calls the function in the transaction of the connection. */
    public static String enqueue(Connection connection, @Nullable String path) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement("SELECT nfs2s3.enqueue_upload(?)")) {
            call.setString(1, path);
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
