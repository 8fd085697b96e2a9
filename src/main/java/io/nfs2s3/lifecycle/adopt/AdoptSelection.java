package io.nfs2s3.lifecycle.adopt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Which objects an operator means, and how they are proved.
 *
 * @param prefix what the paths of their files begin with; empty for all
 * @param kind of these files; null for any
 * @param mend whether they get the headers and the metadata that nfs2s3 itself gives
 * @param get whether an object is read where nothing else proves it
 */
public record AdoptSelection(String prefix, @Nullable String kind, boolean mend, boolean get) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One line of JSON that {@link #parse} reads; the same for the same selection. */
    public String text() {
        ObjectNode fields = JSON.createObjectNode();
        if (!prefix.isEmpty()) {
            fields.put("prefix", prefix);
        }
        if (kind != null) {
            fields.put("kind", kind);
        }
        if (mend) {
            fields.put("mendMetadata", true);
        }
        if (!get) {
            fields.put("get", false);
        }
        return fields.toString();
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException for other text
     */
    public static AdoptSelection parse(String text) {
        JsonNode fields;
        try {
            fields = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the selection of an adoption: " + text, e);
        }
        return new AdoptSelection(
                fields.path("prefix").asText(""),
                fields.path("kind").isMissingNode() ? null : fields.path("kind").asText(),
                fields.path("mendMetadata").asBoolean(false),
                fields.path("get").asBoolean(true));
    }
}
