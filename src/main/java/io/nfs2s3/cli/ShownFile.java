package io.nfs2s3.cli;

import io.nfs2s3.catalog.FileRecord;
import io.nfs2s3.catalog.LedgerEntry;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.verify.FileLook.Side;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file in lines for a person, and in fields for a script.
 *
 * @param url what its page gets; null where it gets none
 * @param record its row; null where there is none
 * @param original what is on NFS now
 * @param object what is in S3 now; null where there is no row
 * @param acts what became of its pointer, the newest first
 */
record ShownFile(
        MediaPath path,
        @Nullable String url,
        @Nullable FileRecord record,
        Side original,
        @Nullable Side object,
        List<LedgerEntry> acts) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(Printable.line(path.value()));
        add(lines, "page gets", url == null ? "nothing: it counts as missing" : url);
        if (record == null) {
            add(lines, "row", "none: no upload was told, and no backfill has found it");
        } else {
            row(lines, record);
        }
        add(lines, "on NFS", shown(original));
        if (object != null) {
            add(lines, "in S3", shown(object));
        }
        for (LedgerEntry act : acts) {
            add(lines, act.equals(acts.get(0)) ? "ledger" : "", LedgerText.line(act));
        }
        return lines;
    }

    private static void row(List<String> lines, FileRecord record) {
        RecordedCopy copy = record.copy();
        add(
                lines,
                "state",
                copy.state() + ", pointer " + copy.state().location() + ", generation " + copy.generation() + ", kind "
                        + record.kind());
        add(lines, "registered", record.registeredAt().toString());
        if (copy.state() == MediaState.QUEUED) {
            add(
                    lines,
                    "waits since",
                    record.queuedAt() + ", its message is in the queue "
                            + (record.byBackfill() ? "backfill" : "uploads"));
        }
        add(lines, "migrated", record.migratedAt());
        add(lines, "retired", record.retiredAt());
        add(lines, "failed", record.failedAt());
        String code = record.failureCode();
        if (code != null) {
            String message = record.failureMessage();
            add(
                    lines,
                    "reason",
                    code + (message == null ? "" : ": " + message) + ", after "
                            + Plural.of(record.attempts(), "attempt"));
            add(lines, "what to do", FailureAdvice.of(code));
        }
        if (copy.key() != null) {
            add(lines, "object", copy.key().value() + evidence(copy));
        }
    }

    private static String evidence(RecordedCopy copy) {
        return (copy.sizeBytes() == null ? "" : String.format(Locale.ROOT, ", %,d bytes", copy.sizeBytes()))
                + (copy.checksum() == null ? "" : ", " + copy.checksum())
                + (copy.etag() == null ? "" : ", etag " + copy.etag())
                + (copy.versionId() == null ? "" : ", version " + copy.versionId())
                + (copy.sourceModified() == null ? "" : ", of the original as of " + copy.sourceModified());
    }

    private static String shown(Side side) {
        return side.found().label() + (side.text().isEmpty() ? "" : ": " + side.text());
    }

    private static void add(List<String> lines, String name, @Nullable Object value) {
        if (value != null) {
            lines.add(Printable.line(String.format(Locale.ROOT, "  %-12s %s", name, value)));
        }
    }

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("path", path.value());
        fields.put("url", url);
        RecordedCopy copy = record == null ? null : record.copy();
        fields.put("state", copy == null ? null : copy.state().name());
        if (record != null && copy != null) {
            fields.put("location", copy.state().location().name());
            fields.put("generation", copy.generation());
            fields.put("kind", record.kind());
            fields.put("registeredAt", record.registeredAt().toString());
            fields.put("queuedAt", record.queuedAt().toString());
            fields.put("byBackfill", record.byBackfill());
            fields.put("migratedAt", text(record.migratedAt()));
            fields.put("retiredAt", text(record.retiredAt()));
            fields.put("failedAt", text(record.failedAt()));
            fields.put("attempts", record.attempts());
            fields.put("failureCode", record.failureCode());
            fields.put("failureMessage", record.failureMessage());
            fields.put("objectKey", copy.key() == null ? null : copy.key().value());
            fields.put("bytes", copy.sizeBytes());
            fields.put(
                    "checksum", copy.checksum() == null ? null : copy.checksum().toString());
            fields.put("etag", copy.etag());
            fields.put("versionId", copy.versionId());
            fields.put("sourceModified", text(copy.sourceModified()));
        }
        fields.put("original", side(original));
        fields.put("object", object == null ? null : side(object));
        fields.put("ledger", acts.stream().map(LedgerText::fields).toList());
        return fields;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static Map<String, @Nullable Object> side(Side side) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("found", side.found().label());
        fields.put("text", side.text());
        return fields;
    }
}
