package io.nfs2s3.lifecycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files an operator means.
 *
 * @param filter for the rows; selects nothing where there are paths or a list
 * @param paths only these; empty for no such choice
 * @param list only those that this file names (- for standard input); null for no such choice
 * @param nul whether the paths of the list end at NUL
 * @param digest of the bytes of the list when it was chosen; null for one that can be read but once, or is of an older record
 */
public record FileSelection(
        MediaFilter filter,
        List<MediaPath> paths,
        @Nullable String list,
        boolean nul,
        @Nullable String digest) {
    /** Every file. */
    public static final FileSelection ALL = of(MediaFilter.ALL);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException when files are chosen in two ways */
    public FileSelection {
        paths = List.copyOf(paths);
        int ways = (paths.isEmpty() ? 0 : 1) + (list == null ? 0 : 1) + (filter.isAll() ? 0 : 1);
        if (ways > 1) {
            throw new IllegalArgumentException("choose files by paths, by a list, or by --prefix, --kind, --since"
                    + " and --until: one of the three");
        }
    }

    /** One whose list, if there is one, may change. */
    public FileSelection(MediaFilter filter, List<MediaPath> paths, @Nullable String list, boolean nul) {
        this(filter, paths, list, nul, null);
    }

    /** The same, with a list that must not be another one later. */
    public FileSelection with(@Nullable String listDigest) {
        return new FileSelection(filter, paths, list, nul, listDigest);
    }

    public static FileSelection of(MediaFilter filter) {
        return new FileSelection(filter, List.of(), null, false);
    }

    public static FileSelection of(List<MediaPath> paths) {
        return new FileSelection(MediaFilter.ALL, paths, null, false);
    }

    /** Whether every file is meant. */
    public boolean isAll() {
        return !isNamed() && filter.isAll();
    }

    /** Whether files are named one by one. */
    public boolean isNamed() {
        return !paths.isEmpty() || list != null;
    }

    /** Whether the files are those of a list that can be read but once. */
    public boolean isStandardInput() {
        return "-".equals(list);
    }

    /** Its fields in the record of a run, which is one line of JSON; the same for the same selection. */
    public ObjectNode fields() {
        ObjectNode fields = JSON.createObjectNode();
        paths.forEach(path -> fields.withArray("/paths").add(path.value()));
        put(fields, "list", list);
        put(fields, "prefix", filter.prefix().isEmpty() ? null : filter.prefix());
        put(fields, "kind", filter.kind());
        put(fields, "since", filter.migrated().from());
        put(fields, "until", filter.migrated().to());
        if (nul) {
            fields.put("nul", true);
        }
        put(fields, "digest", digest);
        return fields;
    }

    private static void put(ObjectNode fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value.toString());
        }
    }

    /** Reads the fields of a record that has those of {@link #fields()}. */
    public static FileSelection of(JsonNode fields) {
        List<MediaPath> paths = new ArrayList<>();
        fields.path("paths").forEach(path -> paths.add(MediaPath.of(path.asText())));
        return new FileSelection(
                new MediaFilter(
                        fields.path("prefix").asText(""),
                        textOf(fields, "kind"),
                        new TimeRange(instant(fields, "since"), instant(fields, "until"))),
                paths,
                textOf(fields, "list"),
                fields.path("nul").asBoolean(),
                textOf(fields, "digest"));
    }

    /**
     * The fields of a record.
     *
     * @throws IllegalArgumentException for text that is no JSON
     */
    public static JsonNode read(String record) {
        try {
            return JSON.readTree(record);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the selection of a run: " + record, e);
        }
    }

    private static @Nullable String textOf(JsonNode fields, String name) {
        return fields.path(name).isMissingNode() ? null : fields.path(name).asText();
    }

    private static @Nullable Instant instant(JsonNode fields, String name) {
        String text = textOf(fields, name);
        return text == null ? null : Instant.parse(text);
    }
}
