package io.nfs2s3.lifecycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.catalog.RetireFilter;
import io.nfs2s3.media.MediaPath;
import java.util.ArrayList;
import java.util.List;

/** The files that a run is about, as its record has them: one line of JSON. */
public final class FileSelection {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FileSelection() {}

    /** The same for the same files. */
    public static String text(RetireFilter filter) {
        ObjectNode fields = JSON.createObjectNode();
        filter.paths().forEach(path -> fields.withArray("/paths").add(path.value()));
        if (!filter.prefix().isEmpty()) {
            fields.put("prefix", filter.prefix());
        }
        return fields.toString();
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException for other text
     */
    public static RetireFilter parse(String text) {
        JsonNode fields;
        try {
            fields = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the selection of a run: " + text, e);
        }
        List<MediaPath> paths = new ArrayList<>();
        fields.path("paths").forEach(path -> paths.add(MediaPath.of(path.asText())));
        return new RetireFilter(fields.path("prefix").asText(""), paths);
    }
}
