package io.nfs2s3.testing;

/** Files that are FAILED, written straight into the media table of a site. */
public final class FailedRows {
    private FailedRows() {}

    /** One of generation 3 that failed so many hours ago, after two attempts. */
    public static void insert(TestSite site, String path, String kind, String code, int hoursAgo) {
        site.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                                INSERT INTO nfs2s3.media (path, kind, generation, state, failed_at, failure_code,
                                    failure_message, attempts, queued_at)
                                VALUES (:path, :kind, 3, 'FAILED', now() - make_interval(hours => :hours), :code,
                                    'because' || chr(10) || 'of it', 2, now() - interval '9 h')
                                """)
                        .bind("path", path)
                        .bind("kind", kind)
                        .bind("code", code)
                        .bind("hours", hoursAgo)
                        .execute());
    }

    /** So many, {@code images/many1.jpg} and on, ten of which failed at the same moment each time. */
    public static void insertMany(TestSite site, int count) {
        site.jdbi()
                .useHandle(
                        handle -> handle.createUpdate("""
                                INSERT INTO nfs2s3.media (path, kind, state, failed_at, failure_code, attempts)
                                SELECT 'images/many' || i || '.jpg', 'image', 'FAILED',
                                    now() - interval '1 d' + make_interval(secs => i / 10), 'SOURCE_READ', 12
                                FROM generate_series(1, :count) AS i
                                """).bind("count", count).execute());
    }
}
