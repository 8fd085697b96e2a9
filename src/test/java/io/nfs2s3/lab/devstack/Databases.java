package io.nfs2s3.lab.devstack;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Creates databases on a PostgreSQL server. */
final class Databases {
    /** Names that need no quotes, so that a test can also type them into psql. */
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private Databases() {}

    /** Creates a database, connected as the given superuser to any other database of the server. */
    static void create(String jdbcUrl, String user, String password, String name, String template) {
        var sql = "CREATE DATABASE " + plain(name) + " TEMPLATE " + plain(template);
        try (var connection = DriverManager.getConnection(jdbcUrl, user, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name + ": " + e.getMessage(), e);
        }
    }

    private static String plain(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain database name: " + name);
        }
        return name;
    }
}
