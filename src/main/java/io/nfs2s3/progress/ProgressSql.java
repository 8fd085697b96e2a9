package io.nfs2s3.progress;

import org.jdbi.v3.core.Handle;

/** Counts flips in {@code nfs2s3.progress}, one row per worker and ten seconds. */
public final class ProgressSql {
    private ProgressSql() {}

    public static void count(Handle handle, String worker, long files, long bytes) {
        handle.createUpdate("""
                INSERT INTO nfs2s3.progress AS p (worker, bucket, files, bytes)
                VALUES (:worker, to_timestamp(floor(extract(epoch FROM clock_timestamp()) / 10) * 10), :files, :bytes)
                ON CONFLICT (bucket, worker) DO UPDATE
                SET files = p.files + EXCLUDED.files, bytes = p.bytes + EXCLUDED.bytes
                """)
                .bind("worker", worker)
                .bind("files", files)
                .bind("bytes", bytes)
                .execute();
    }

    /** Writes what a worker does at once into its latest row, if that is fresh. @return rows, 1 at most */
    public static int limits(Handle handle, String worker, int files, int calls) {
        return handle.createUpdate("""
                UPDATE nfs2s3.progress SET files_at_once = :files, calls_at_once = :calls
                WHERE worker = :worker
                    AND bucket = to_timestamp(floor(extract(epoch FROM clock_timestamp()) / 10) * 10)
                """)
                .bind("worker", worker)
                .bind("files", files)
                .bind("calls", calls)
                .execute();
    }
}
