package io.nfs2s3.catalog;

import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * SQL of the site that must be one statement: the driver would run what comes after it too, outside of a transaction that
 * only reads, or of an EXPLAIN that runs nothing.
 */
final class OneStatement {
    private OneStatement() {}

    /**
     * The statement, without a semicolon at its end.
     *
     * @throws IllegalArgumentException when there is none, or another one after it
     */
    static String of(String sql) {
        List<NativeQuery> statements;
        try {
            // split by the very parser that would split it to run it
            statements = Parser.parseJdbcSql(sql, true, false, true, false, false);
        } catch (SQLException e) {
            throw new IllegalArgumentException("it is no SQL: " + e.getMessage(), e);
        }
        if (statements.size() != 1) {
            throw new IllegalArgumentException("it must be one statement, without anything after a semicolon");
        }
        // not as the parser has it: to that, two question marks are one already
        return sql.strip().replaceAll("[;\\s]+$", "");
    }
}
