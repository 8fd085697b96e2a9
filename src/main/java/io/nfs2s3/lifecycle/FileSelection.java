package io.nfs2s3.lifecycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.catalog.RetireFilter;
import io.nfs2s3.media.MediaPath;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run was asked for, as its record has it: one line of JSON. A resume keeps to it.
 *
 * @param filter the files that it is about
 * @param most files that it may change; {@link Long#MAX_VALUE} for no limit of its own
 * @param rate files a second; 0 for that of the settings
 * @param throughCdn whether objects are also proved by reading them through each CDN host
 */
public record FileSelection(RetireFilter filter, long most, int rate, boolean throughCdn) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Without limits. */
    public static FileSelection of(RetireFilter filter) {
        return new FileSelection(filter, Long.MAX_VALUE, 0, false);
    }

    /** The same for the same. */
    public String text() {
        ObjectNode fields = JSON.createObjectNode();
        filter.paths().forEach(path -> fields.withArray("/paths").add(path.value()));
        if (!filter.prefix().isEmpty()) {
            fields.put("prefix", filter.prefix());
        }
        if (most != Long.MAX_VALUE) {
            fields.put("maxDelete", most);
        }
        if (rate > 0) {
            fields.put("rate", rate);
        }
        if (throughCdn) {
            fields.put("throughCdn", true);
        }
        return fields.toString();
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException for other text
     */
    public static FileSelection parse(String text) {
        JsonNode fields;
        try {
            fields = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the selection of a run: " + text, e);
        }
        List<MediaPath> paths = new ArrayList<>();
        fields.path("paths").forEach(path -> paths.add(MediaPath.of(path.asText())));
        return new FileSelection(
                new RetireFilter(fields.path("prefix").asText(""), paths),
                fields.path("maxDelete").asLong(Long.MAX_VALUE),
                fields.path("rate").asInt(0),
                fields.path("throughCdn").asBoolean(false));
    }
}
