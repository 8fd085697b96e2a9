package io.nfs2s3.catalog;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToCreateStatementException;
import org.jdbi.v3.core.statement.Update;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/** {@code catalog.siteUpdate} as the SQL function {@code nfs2s3.site_update}, for {@code nfs2s3.enqueue_upload}. */
final class SiteUpdateFunction {
    /** In the order of the function's parameters, whose types are those that the driver binds. */
    private static final List<String> PARAMETERS = List.of("path", "location", "objectKey", "generation");

    /** No such table, function or type. */
    private static final Set<String> UNDEFINED = Set.of("42P01", "42883", "42704");

    private final String sql;

    /** @param sql the setting, empty for none */
    SiteUpdateFunction(String sql) {
        this.sql = SiteUpdate.one(sql);
    }

    /**
     * Gives the function its body.
     *
     * <p>Its caller is upload code, and it runs as the owner of the schema. So no name in it is looked up in a schema in
     * which somebody else may create things, such as a function that fits better than the one of PostgreSQL: the statement
     * has to name the schemas of its tables.
     *
     * @return whether the body was another one before
     * @throws SiteUpdateException when the database does not understand it
     */
    boolean write(Handle handle) {
        String body = body(handle);
        boolean changed = !stored(handle).equals(body);
        String statement =
                handle.createQuery("""
                SELECT format('CREATE OR REPLACE FUNCTION nfs2s3.site_update(varchar, varchar, varchar, integer)'
                    ' RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS %L', CAST(:body AS text))
                """).bind("body", body).mapTo(String.class).one();
        try (Statement plain = handle.getConnection().createStatement()) {
            plain.execute(statement);
        } catch (SQLException e) {
            throw DatabaseErrors.isOutage(e)
                    ? new UnableToCreateStatementException(e)
                    : SiteUpdateException.notWritten(ErrorText.of(e) + hint(e), e);
        }
        return changed;
    }

    private static String hint(SQLException error) {
        return UNDEFINED.contains(String.valueOf(error.getSQLState()))
                ? "; name the schema of what is the site's, such as public.image"
                : "";
    }

    /** Whether the database has the function as the setting says. */
    boolean isCurrent(Handle handle) {
        return stored(handle).equals(body(handle));
    }

    /** Its body; empty text also for one whose names are looked up elsewhere. */
    private static String stored(Handle handle) {
        return handle.createQuery("""
                SELECT CASE WHEN proconfig = ARRAY['search_path=pg_catalog, pg_temp'] THEN prosrc ELSE '' END FROM pg_proc
                WHERE oid = to_regprocedure('nfs2s3.site_update(varchar, varchar, varchar, integer)')
                """).mapTo(String.class).one();
    }

    /**
     * The statement with {@code $1} to {@code $4} in place of its names. Jdbi and the driver parse it, the very parsers
     * that it goes through when the Java hook runs it.
     */
    private String body(Handle handle) {
        if (sql.isEmpty()) {
            return "";
        }
        try (Update statement = handle.createUpdate(sql)) {
            StatementContext context = statement.getContext();
            SqlStatements config = context.getConfig(SqlStatements.class);
            ParsedSql parsed =
                    config.getSqlParser().parse(config.getTemplateEngine().render(sql, context), context);
            NativeQuery query = Parser.parseJdbcSql(parsed.getSql(), true, true, false, false, false)
                    .get(0);
            return numbered(query, parsed.getParameters().getParameterNames());
        } catch (SQLException | JdbiException e) {
            throw SiteUpdateException.notWritten(String.valueOf(e.getMessage()), e);
        }
    }

    private static String numbered(NativeQuery query, List<String> names) {
        StringBuilder body = new StringBuilder(query.nativeSql).append('\n');
        for (int i = query.bindPositions.length - 1; i >= 0; i--) {
            int parameter = PARAMETERS.indexOf(names.get(i)) + 1;
            if (parameter == 0) {
                throw SiteUpdateException.notWritten(
                        "there is no parameter :" + names.get(i) + ", only :" + String.join(", :", PARAMETERS), null);
            }
            int at = query.bindPositions[i];
            body.replace(at, at + NativeQuery.bindName(i + 1).length(), "$" + parameter);
        }
        return body.toString();
    }
}
