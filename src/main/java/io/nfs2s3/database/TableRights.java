package io.nfs2s3.database;

import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What the user of a connection may do with tables: those of a new migration may not have been granted yet. */
public final class TableRights {
    /** What gives them, as a statement for the owner. */
    public static final String GRANT = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nfs2s3 TO …";

    private TableRights() {}

    /**
     * Whether the user may read and write all of them.
     *
     * @param tables with their schema
     * @throws org.jdbi.v3.core.JdbiException when one is not there, or the database is down
     */
    public static boolean mayWrite(Jdbi jdbi, List<String> tables) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT bool_and(has_table_privilege(t, p))
                        FROM unnest(:tables) AS t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
                        """)
                .bindArray("tables", String.class, tables)
                .mapTo(Boolean.class)
                .one());
    }
}
