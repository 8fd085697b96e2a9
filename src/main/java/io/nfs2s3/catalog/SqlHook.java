package io.nfs2s3.catalog;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What the SQL function {@code nfs2s3.enqueue_upload} needs of the settings, kept in the database: the table {@code
 * nfs2s3.kind} and the function {@code nfs2s3.site_update}. Thread-safe.
 */
public final class SqlHook {
    /** What a write changed. */
    public record Written(boolean kinds, boolean siteUpdate) {}

    private final Jdbi jdbi;
    private final MediaKinds kinds;
    private final SiteUpdateFunction siteUpdate;

    /** @param siteUpdate the setting {@code catalog.siteUpdate}, empty for none */
    public SqlHook(Jdbi jdbi, MediaKinds kinds, String siteUpdate) {
        this.jdbi = jdbi;
        this.kinds = kinds;
        this.siteUpdate = new SiteUpdateFunction(siteUpdate);
    }

    /**
     * Makes the database hold exactly what the settings say, in one transaction.
     *
     * @throws SiteUpdateException when the database does not understand the statement; then nothing was written
     */
    public Written write() {
        return TransactionRetry.inTransaction(jdbi, handle -> {
            // One writer at a time. Readers go on; they see the kinds from before or from after, never none.
            handle.execute("LOCK TABLE nfs2s3.kind IN SHARE ROW EXCLUSIVE MODE");
            return new Written(writeKinds(handle), siteUpdate.write(handle));
        });
    }

    /** What in the database is not as the settings say, one line each. */
    public List<String> differences() {
        return jdbi.withHandle(handle -> {
            List<String> differences = new ArrayList<>();
            List<String> stored = storedKinds(handle);
            if (!stored.equals(wantedKinds())) {
                differences.add("the kinds in the database are " + (stored.isEmpty() ? "none" : stored)
                        + ", in the settings " + wantedKinds());
            }
            if (!siteUpdate.isCurrent(handle)) {
                differences.add("the function nfs2s3.site_update in the database is not what catalog.siteUpdate says");
            }
            return differences;
        });
    }

    private boolean writeKinds(Handle handle) {
        if (storedKinds(handle).equals(wantedKinds())) {
            return false;
        }
        handle.execute("DELETE FROM nfs2s3.kind");
        for (MediaKind kind : kinds.all()) {
            handle.execute(
                    "INSERT INTO nfs2s3.kind (name, prefix, migrated) VALUES (?, ?, ?)",
                    kind.name(),
                    kind.prefix(),
                    kind.migrated());
        }
        return true;
    }

    private List<String> wantedKinds() {
        return kinds.all().stream()
                .map(kind -> show(kind.name(), kind.prefix(), kind.migrated()))
                .sorted()
                .toList();
    }

    private static List<String> storedKinds(Handle handle) {
        return handle
                .createQuery("SELECT name, prefix, migrated FROM nfs2s3.kind")
                .map((row, context) -> show(row.getString("name"), row.getString("prefix"), row.getBoolean("migrated")))
                .stream()
                .sorted()
                .toList();
    }

    private static String show(String name, String prefix, boolean migrated) {
        return name + " = \"" + prefix + "\"" + (migrated ? "" : " held");
    }
}
