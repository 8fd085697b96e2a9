package io.nfs2s3.resolve;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What the SQL function {@code nfs2s3.media_url} needs of the settings, kept in the database: the tables {@code
 * nfs2s3.url_setting} and, unless it is the DBA's, {@code nfs2s3.cdn_host}. Thread-safe.
 */
public final class SqlUrls {
    /** What a write changed. */
    public record Written(boolean settings, boolean hosts) {}

    private final Jdbi jdbi;
    private final ResolveSettings settings;

    public SqlUrls(Jdbi jdbi, ResolveSettings settings) {
        this.jdbi = jdbi;
        this.settings = settings;
    }

    /**
     * Makes the database hold what the settings say, in one transaction. Hosts that come from the database are left
     * alone, unless there is none yet: then those of the settings are the first.
     */
    public Written write() {
        return TransactionRetry.inTransaction(jdbi, handle -> {
            // One writer at a time. Readers go on.
            handle.execute("LOCK TABLE nfs2s3.url_setting IN SHARE ROW EXCLUSIVE MODE");
            return new Written(writeSettings(handle), writeHosts(handle));
        });
    }

    /** What in the database is not as the settings say, one line each. */
    public List<String> differences() {
        return jdbi.withHandle(handle -> {
            List<String> differences = new ArrayList<>();
            if (!holdsSettings(handle)) {
                differences.add("nfs2s3.url_setting is not what resolve.nfsBaseUrl, cdnScheme, cdnChoice and"
                        + " unregistered say");
            }
            if (settings.cdn().hostsFrom() == HostsFrom.SETTINGS
                    && !CdnHostTable.holds(handle, settings.cdn().hosts())) {
                differences.add("nfs2s3.cdn_host is not what resolve.cdnHosts says");
            }
            return differences;
        });
    }

    /** Whether a host that SQL callers may get is enabled. */
    boolean hasEnabledHost() {
        return !CdnHostTable.enabled(jdbi).isEmpty();
    }

    private boolean writeSettings(Handle handle) {
        if (holdsSettings(handle)) {
            return false;
        }
        handle.execute(
                """
                INSERT INTO nfs2s3.url_setting (nfs_base_url, cdn_scheme, cdn_choice, unregistered)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (only_row) DO UPDATE SET nfs_base_url = EXCLUDED.nfs_base_url,
                    cdn_scheme = EXCLUDED.cdn_scheme, cdn_choice = EXCLUDED.cdn_choice,
                    unregistered = EXCLUDED.unregistered
                """,
                settings.nfsBaseUrl(),
                settings.cdn().scheme(),
                settings.cdn().choice().name(),
                settings.unregistered().name());
        return true;
    }

    private boolean writeHosts(Handle handle) {
        CdnHosts hosts = settings.cdn().hosts();
        boolean asWanted = settings.cdn().hostsFrom() == HostsFrom.SETTINGS
                ? CdnHostTable.holds(handle, hosts)
                : !CdnHostTable.isEmpty(handle);
        if (asWanted) {
            return false;
        }
        CdnHostTable.replace(handle, hosts);
        return true;
    }

    private boolean holdsSettings(Handle handle) {
        return handle.createQuery("""
                SELECT EXISTS (SELECT FROM nfs2s3.url_setting
                    WHERE nfs_base_url = :base AND cdn_scheme = :scheme AND cdn_choice = :choice
                        AND unregistered = :unregistered)
                """)
                .bind("base", settings.nfsBaseUrl())
                .bind("scheme", settings.cdn().scheme())
                .bind("choice", settings.cdn().choice().name())
                .bind("unregistered", settings.unregistered().name())
                .mapTo(Boolean.class)
                .one();
    }
}
