package io.nfs2s3.runs;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements on {@code nfs2s3.backfill_sample}. */
public final class BackfillSampleSql {
    private BackfillSampleSql() {}

    public static void keep(Handle handle, long run, List<BackfillSample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("INSERT INTO nfs2s3.backfill_sample (run, category, name, reason)"
                + " VALUES (:run, :category, :name, :reason)");
        samples.forEach(sample -> batch.bind("run", run)
                .bind("category", sample.category().name())
                .bind("name", sample.name())
                .bind("reason", sample.reason())
                .add());
        batch.execute();
    }

    public static void forget(Handle handle, long run) {
        handle.createUpdate("DELETE FROM nfs2s3.backfill_sample WHERE run = :run")
                .bind("run", run)
                .execute();
    }

    public static List<BackfillSample> of(Handle handle, long run) {
        return handle.createQuery(
                        "SELECT category, name, reason FROM nfs2s3.backfill_sample WHERE run = :run ORDER BY id")
                .bind("run", run)
                .map((row, context) -> new BackfillSample(
                        BackfillSample.Category.valueOf(row.getString("category")),
                        row.getString("name"),
                        row.getString("reason")))
                .list();
    }
}
