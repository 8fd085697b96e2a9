package io.nfs2s3.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A view layer that knows nothing of nfs2s3 but the SQL function {@code nfs2s3.media_url}. */
public final class SqlPages {
    private SqlPages() {}

    /** The URL of one path; null if there is none. */
    public static @Nullable String url(TestSite site, String path) {
        return site.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT nfs2s3.media_url(?)")
                        .bind(0, path)
                        .mapTo(String.class)
                        .findOne()
                        .orElse(null));
    }

    /** The URLs of all registered paths of a page, by one join, in its order. */
    public static List<String> urls(TestSite site, List<String> page) {
        return site.jdbi()
                .withHandle(handle -> handle.createQuery("""
                SELECT l.url FROM unnest(:page) WITH ORDINALITY AS p (path, n)
                JOIN nfs2s3.media_location l ON l.path = p.path ORDER BY p.n""")
                        .bindArray("page", String.class, page)
                        .mapTo(String.class)
                        .list());
    }
}
