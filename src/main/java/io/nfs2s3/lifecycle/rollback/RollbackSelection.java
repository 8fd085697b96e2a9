package io.nfs2s3.lifecycle.rollback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.catalog.RollbackFilter;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files an operator means, and how they are proved.
 *
 * @param filter for the rows; selects nothing where there are paths or a list
 * @param paths only these; empty for no such choice
 * @param list only those that this file names (- for standard input); null for no such choice
 * @param nul whether the paths of the list end at NUL
 * @param read whether originals are read even if size and time are those that were recorded
 */
public record RollbackSelection(
        RollbackFilter filter,
        List<MediaPath> paths,
        @Nullable String list,
        boolean nul,
        boolean read) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException when files are chosen in two ways */
    public RollbackSelection {
        paths = List.copyOf(paths);
        int ways = (paths.isEmpty() ? 0 : 1) + (list == null ? 0 : 1) + (filter.isAll() ? 0 : 1);
        if (ways > 1) {
            throw new IllegalArgumentException(
                    "choose files by paths, by a list, or by --prefix, --kind, --migrated-since,"
                            + " --until and --run: one of the three");
        }
    }

    /** Whether every file is meant. */
    public boolean isAll() {
        return paths.isEmpty() && list == null && filter.isAll();
    }

    /** Whether the files are those of a list that can be read but once. */
    boolean isStandardInput() {
        return "-".equals(list);
    }

    public boolean undo() {
        return filter.undo();
    }

    /** One line of JSON that {@link #parse} reads; the same for the same selection. */
    public String text() {
        ObjectNode fields = JSON.createObjectNode();
        if (!paths.isEmpty()) {
            paths.forEach(path -> fields.withArray("/paths").add(path.value()));
        }
        put(fields, "list", list);
        put(fields, "prefix", filter.prefix().isEmpty() ? null : filter.prefix());
        put(fields, "kind", filter.kind());
        put(fields, "since", filter.migrated().from());
        put(fields, "until", filter.migrated().to());
        put(fields, "run", filter.run());
        if (nul) {
            fields.put("nul", true);
        }
        if (read) {
            fields.put("checksum", true);
        }
        return fields.toString();
    }

    private static void put(ObjectNode fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value.toString());
        }
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException for other text
     */
    public static RollbackSelection parse(boolean undo, String text) {
        JsonNode fields;
        try {
            fields = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the selection of a roll back: " + text, e);
        }
        List<MediaPath> paths = new ArrayList<>();
        fields.path("paths").forEach(path -> paths.add(MediaPath.of(path.asText())));
        String run = textOf(fields, "run");
        return new RollbackSelection(
                new RollbackFilter(
                        undo,
                        fields.path("prefix").asText(""),
                        textOf(fields, "kind"),
                        new TimeRange(instant(fields, "since"), instant(fields, "until")),
                        run == null ? null : Long.valueOf(run)),
                paths,
                textOf(fields, "list"),
                fields.path("nul").asBoolean(),
                fields.path("checksum").asBoolean());
    }

    private static @Nullable String textOf(JsonNode fields, String name) {
        return fields.path(name).isMissingNode() ? null : fields.path(name).asText();
    }

    private static @Nullable Instant instant(JsonNode fields, String name) {
        String text = textOf(fields, name);
        return text == null ? null : Instant.parse(text);
    }
}
