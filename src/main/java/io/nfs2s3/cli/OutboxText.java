package io.nfs2s3.cli;

import io.nfs2s3.media.Printable;
import io.nfs2s3.outbox.OutboxEntry;
import io.nfs2s3.outbox.OutboxStatus;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The outbox in words for a person, and in fields for a script. */
final class OutboxText {
    private static final int BODY_SHOWN = 80;
    private static final int WIDEST_PATH = 60;

    private OutboxText() {}

    static String status(OutboxStatus status) {
        String age = age(Duration.ofSeconds(status.oldestAgeSeconds()));
        String waiting = status.depth() == 0
                ? "empty"
                : Plural.of(status.depth(), "entry waits for SQS, for ", "entries wait for SQS, the oldest for ") + age;
        return "outbox: " + waiting
                + (status.setAside() == 0
                        ? ""
                        : "; " + status.setAside() + " set aside, 'outbox list --set-aside' says why");
    }

    /** One line for each entry: what it is about first. */
    static List<String> table(List<OutboxEntry> entries, Instant now) {
        int longest =
                entries.stream().mapToInt(entry -> path(entry).length()).max().orElse(0);
        String padded = "%-" + Math.max(1, Math.min(WIDEST_PATH, longest)) + "s";
        return entries.stream()
                .map(entry -> String.format(Locale.ROOT, padded, path(entry)) + generation(entry) + "  waits "
                        + age(Duration.between(entry.createdAt(), now)) + place(entry) + refusals(entry))
                .toList();
    }

    /** One entry in few words: its file, its time, its place. */
    static String brief(OutboxEntry entry) {
        return path(entry) + generation(entry) + place(entry);
    }

    private static String place(OutboxEntry entry) {
        return "  since " + entry.createdAt() + "  entry " + entry.id();
    }

    private static String refusals(OutboxEntry entry) {
        String error = entry.lastError();
        return (entry.attempts() == 0 ? "" : "  refused " + Plural.of(entry.attempts(), "time"))
                + (error == null ? "" : "  last error: " + Printable.line(error));
    }

    private static String path(OutboxEntry entry) {
        List<FileRef> files = entry.files();
        if (!files.isEmpty()) {
            return Printable.line(files.get(0).path().value());
        }
        String body = entry.message();
        return "(no message) "
                + Printable.line(body.length() > BODY_SHOWN ? body.substring(0, BODY_SHOWN) + "…" : body);
    }

    private static String generation(OutboxEntry entry) {
        List<FileRef> files = entry.files();
        if (files.isEmpty()) {
            return "";
        }
        Integer generation = files.get(0).generation();
        return (generation == null ? "  not registered yet" : "  generation " + generation)
                + (files.size() == 1 ? "" : "  and " + (files.size() - 1) + " more");
    }

    static Map<String, @Nullable Object> fields(OutboxEntry entry) {
        List<Map<String, @Nullable Object>> files = new ArrayList<>();
        for (FileRef file : entry.files()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("path", file.path().value());
            fields.put("generation", file.generation());
            files.add(fields);
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", entry.id());
        fields.put("createdAt", entry.createdAt().toString());
        fields.put("attempts", entry.attempts());
        fields.put("lastError", entry.lastError());
        fields.put("setAside", entry.setAside());
        fields.put("files", files);
        fields.put("message", entry.message());
        return fields;
    }

    /** The two largest units that are not zero. */
    static String age(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86_400
                ? seconds / 3_600 + " h " + seconds / 60 % 60 + " min"
                : seconds / 86_400 + " d " + seconds / 3_600 % 24 + " h";
    }
}
