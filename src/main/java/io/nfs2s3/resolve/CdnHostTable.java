package io.nfs2s3.resolve;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table {@code nfs2s3.cdn_host}. */
final class CdnHostTable {
    private CdnHostTable() {}

    /** The hosts that are enabled, by name; maybe none. */
    static List<CdnHost> enabled(Jdbi jdbi) {
        return jdbi.withHandle(handle ->
                list(handle, "SELECT name, weight FROM nfs2s3.cdn_host WHERE enabled ORDER BY name COLLATE \"C\""));
    }

    private static List<CdnHost> list(Handle handle, String sql) {
        return handle.createQuery(sql)
                .map((row, context) -> new CdnHost(row.getString("name"), row.getInt("weight")))
                .list();
    }

    /** Whether exactly these hosts are there and enabled. */
    static boolean holds(Handle handle, CdnHosts hosts) {
        boolean allEnabled = handle.createQuery("SELECT coalesce(bool_and(enabled), true) FROM nfs2s3.cdn_host")
                .mapTo(Boolean.class)
                .one();
        List<CdnHost> wanted = hosts.all().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
        return allEnabled
                && list(handle, "SELECT name, weight FROM nfs2s3.cdn_host ORDER BY name COLLATE \"C\"")
                        .equals(wanted);
    }

    static boolean isEmpty(Handle handle) {
        return handle.createQuery("SELECT NOT EXISTS (SELECT FROM nfs2s3.cdn_host)")
                .mapTo(Boolean.class)
                .one();
    }

    /** Makes these the hosts, and all of them enabled. In a transaction of the caller. */
    static void replace(Handle handle, CdnHosts hosts) {
        handle.execute("DELETE FROM nfs2s3.cdn_host");
        for (CdnHost host : hosts.all()) {
            handle.execute("INSERT INTO nfs2s3.cdn_host (name, weight) VALUES (?, ?)", host.name(), host.weight());
        }
    }
}
