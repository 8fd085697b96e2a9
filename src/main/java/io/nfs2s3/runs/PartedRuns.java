package io.nfs2s3.runs;

import io.nfs2s3.database.TableRights;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The parts that are left of runs which do several side by side, and what they count by name.
 *
 * <p>Thread-safe. The methods that take a {@link Handle} belong into a transaction that ends with {@link Runs#count}, which
 * refuses them once the run is lost. Errors of the database come as {@link org.jdbi.v3.core.JdbiException}.
 */
public final class PartedRuns {
    private final Jdbi jdbi;

    public PartedRuns(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Whether this user may keep them. */
    public boolean mayWrite() {
        return TableRights.mayWrite(jdbi, List.of("nfs2s3.run_part", "nfs2s3.run_count"));
    }

    /** Keeps all parts of a run, at its beginning. Those of runs that are over are forgotten. */
    public void cut(Handle handle, RunLease lease, List<RunPart> parts) {
        handle.execute("""
                DELETE FROM nfs2s3.run_part p USING nfs2s3.run r WHERE r.id = p.run AND r.state IN ('DONE', 'CANCELLED')
                """);
        if (parts.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("INSERT INTO nfs2s3.run_part (run, number, what, after_key, up_to_key)"
                + " VALUES (:run, :number, :what, :after, :upTo)");
        parts.forEach(part -> batch.bind("run", lease.run())
                .bind("number", part.number())
                .bind("what", part.what())
                .bind("after", part.after())
                .bind("upTo", part.upTo())
                .add());
        batch.execute();
    }

    /** What is left to do, in the order of the numbers. */
    public List<RunPart> left(long run) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT number, what, after_key, up_to_key FROM nfs2s3.run_part WHERE run = :run ORDER BY number")
                .bind("run", run)
                .map((row, context) -> new RunPart(
                        row.getInt("number"),
                        row.getString("what"),
                        row.getString("after_key"),
                        row.getString("up_to_key")))
                .list());
    }

    /** Notes that a part is done. @return false when it was before: the answer to that was lost */
    public boolean done(Handle handle, RunLease lease, RunPart part) {
        return handle.createUpdate("DELETE FROM nfs2s3.run_part WHERE run = :run AND number = :number")
                        .bind("run", lease.run())
                        .bind("number", part.number())
                        .execute()
                == 1;
    }

    /** Adds to the counts of a run. */
    public void add(Handle handle, RunLease lease, Map<String, Long> more) {
        if (more.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("""
                INSERT INTO nfs2s3.run_count AS c (run, name, count) VALUES (:run, :name, :count)
                ON CONFLICT (run, name) DO UPDATE SET count = c.count + EXCLUDED.count
                """);
        new TreeMap<>(more)
                .forEach((name, count) -> batch.bind("run", lease.run())
                        .bind("name", name)
                        .bind("count", count)
                        .add());
        batch.execute();
    }

    /** What a run has counted by name. */
    public Map<String, Long> counts(long run) {
        Map<String, Long> counts = new TreeMap<>();
        jdbi.useHandle(handle -> handle.createQuery("SELECT name, count FROM nfs2s3.run_count WHERE run = :run")
                .bind("run", run)
                .map((row, context) -> Map.entry(row.getString("name"), row.getLong("count")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue())));
        return counts;
    }
}
