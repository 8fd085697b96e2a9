package io.nfs2s3.runs;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements on {@code nfs2s3.run_sample}. */
final class RunSampleSql {
    private RunSampleSql() {}

    static void keep(Handle handle, long run, List<RunSample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("INSERT INTO nfs2s3.run_sample (run, category, name, reason)"
                + " VALUES (:run, :category, :name, :reason)");
        samples.forEach(sample -> batch.bind("run", run)
                .bind("category", sample.category().name())
                .bind("name", sample.name())
                .bind("reason", sample.reason())
                .add());
        batch.execute();
    }

    static void forget(Handle handle, long run) {
        handle.createUpdate("DELETE FROM nfs2s3.run_sample WHERE run = :run")
                .bind("run", run)
                .execute();
    }

    static List<RunSample> of(Handle handle, long run) {
        return handle.createQuery("SELECT category, name, reason FROM nfs2s3.run_sample WHERE run = :run ORDER BY id")
                .bind("run", run)
                .map((row, context) -> new RunSample(
                        RunSample.Category.valueOf(row.getString("category")),
                        row.getString("name"),
                        row.getString("reason")))
                .list();
    }
}
