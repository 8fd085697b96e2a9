package io.nfs2s3.cli;

import io.nfs2s3.catalog.LedgerEntry;
import io.nfs2s3.catalog.LedgerEntry.Evidence;
import io.nfs2s3.catalog.LedgerEntry.Who;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines of the ledger in words for a person, and in fields for a script. */
final class LedgerText {
    private LedgerText() {}

    /** One line: when, what, to which file, on what evidence, by whom. All of it may be text that others chose. */
    static String line(LedgerEntry entry) {
        StringBuilder line = new StringBuilder().append(entry.at()).append("  ").append(entry.act());
        String path = entry.path();
        if (path != null) {
            line.append("  ").append(path).append("  generation ").append(entry.generation());
            line.append("  ").append(shown(entry.was())).append(" -> ").append(shown(entry.state()));
        }
        String reason = entry.reason();
        if (reason != null) {
            line.append("  ").append(reason);
        }
        line.append(evidence(entry.evidence()));
        Who who = entry.who();
        String client = who.client();
        line.append("  by ")
                .append(who.login())
                .append(client == null ? "" : " from " + client)
                .append(" (")
                .append(who.application())
                .append(")");
        return Printable.line(line.toString());
    }

    private static String shown(@Nullable String state) {
        return state == null ? "none" : state;
    }

    private static String evidence(Evidence of) {
        StringBuilder text = new StringBuilder();
        add(text, "  object ", of.objectKey());
        add(text, "  bytes ", of.sizeBytes());
        add(text, "  ", of.checksum());
        add(text, "  etag ", of.etag());
        add(text, "  version ", of.versionId());
        return text.toString();
    }

    private static void add(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(name).append(value);
        }
    }

    static Map<String, @Nullable Object> fields(LedgerEntry entry) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("at", entry.at().toString());
        fields.put("id", entry.id());
        fields.put("act", entry.act());
        fields.put("path", entry.path());
        fields.put("generation", entry.generation());
        fields.put("locationBefore", name(entry.locationBefore()));
        fields.put("location", name(entry.location()));
        fields.put("stateBefore", entry.was());
        fields.put("state", entry.state());
        fields.put("objectKey", entry.evidence().objectKey());
        fields.put("bytes", entry.evidence().sizeBytes());
        fields.put("checksum", entry.evidence().checksum());
        fields.put("etag", entry.evidence().etag());
        fields.put("versionId", entry.evidence().versionId());
        fields.put("reason", entry.reason());
        fields.put("login", entry.who().login());
        fields.put("client", entry.who().client());
        fields.put("application", entry.who().application());
        return fields;
    }

    private static @Nullable String name(@Nullable Location location) {
        return location == null ? null : location.name();
    }
}
