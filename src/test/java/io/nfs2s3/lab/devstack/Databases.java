package io.nfs2s3.lab.devstack;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Creates and drops databases on a PostgreSQL server. */
final class Databases {
    /** Names that need no quotes, so that a test can also type them into psql. */
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private Databases() {}

    /** Creates a database, connected as the given superuser to any other database of the server. */
    static void create(String jdbcUrl, String user, String password, String name, String template) {
        execute(jdbcUrl, user, password, "CREATE DATABASE " + plain(name) + " TEMPLATE " + plain(template));
    }

    /** Drops one if it is there, and ends the connections to it. */
    static void drop(String jdbcUrl, String user, String password, String name) {
        execute(jdbcUrl, user, password, "DROP DATABASE IF EXISTS " + plain(name) + " WITH (FORCE)");
    }

    private static void execute(String jdbcUrl, String user, String password, String sql) {
        try (var connection = DriverManager.getConnection(jdbcUrl, user, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot " + sql + ": " + e.getMessage(), e);
        }
    }

    private static String plain(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain database name: " + name);
        }
        return name;
    }
}
