package io.nfs2s3.database;

import io.nfs2s3.doctor.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Whether the sequences behind the ids are ahead of the ids. After a restore of the data alone they are not, and every
 * insert fails with a duplicate key.
 */
final class Sequences {
    /**
     * One column with its sequence, each quoted as SQL wants it.
     *
     * @param readable whether this user may read both; to insert rows it need not
     */
    private record Identity(String table, String column, String sequence, boolean readable) {}

    private Sequences() {}

    static Answer look(Jdbi jdbi) {
        return jdbi.withHandle(handle -> {
            List<String> behind = new ArrayList<>();
            List<String> cures = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            for (Identity identity : identities(handle)) {
                if (!identity.readable()) {
                    unknown.add(identity.sequence());
                    continue;
                }
                long largest = number(
                        handle, "SELECT coalesce(max(%s), 0) FROM %s".formatted(identity.column(), identity.table()));
                long next = number(
                        handle,
                        "SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM %s"
                                .formatted(identity.sequence()));
                if (next <= largest) {
                    behind.add(identity.sequence() + " gives " + next + ", and " + identity.table() + " has "
                            + identity.column() + " " + largest);
                    cures.add("SELECT setval('%s', %d)".formatted(identity.sequence(), largest));
                }
            }
            return behind.isEmpty()
                    ? Answer.good(
                            unknown.isEmpty()
                                    ? "are ahead of the ids"
                                    : "cannot be told of " + String.join(", ", unknown)
                                            + ", which this user may not read (GRANT SELECT ON ALL SEQUENCES IN SCHEMA"
                                            + " nfs2s3)")
                    : Answer.broken(
                            "behind the ids, as after a restore of the data alone: " + String.join("; ", behind),
                            String.join("; ", cures));
        });
    }

    private static List<Identity> identities(Handle handle) {
        return handle.createQuery("""
                SELECT format('%I.%I', n.nspname, c.relname) AS table_name, quote_ident(a.attname) AS column_name,
                    s.name AS sequence_name,
                    has_table_privilege(c.oid, 'SELECT') AND has_sequence_privilege(s.name, 'SELECT') AS readable
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                    JOIN pg_namespace n ON n.oid = c.relnamespace
                    CROSS JOIN LATERAL (
                        SELECT pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)) AS s (name)
                WHERE n.nspname = 'nfs2s3' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                    AND a.attidentity != '' AND NOT a.attisdropped
                ORDER BY 1
                """)
                .map((row, context) -> new Identity(
                        row.getString("table_name"),
                        row.getString("column_name"),
                        row.getString("sequence_name"),
                        row.getBoolean("readable")))
                .list();
    }

    private static long number(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(Long.class).one();
    }
}
