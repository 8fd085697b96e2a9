package io.nfs2s3.lifecycle.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a verify that keeps a record is about.
 *
 * @param prefix what the paths begin with; empty for all
 * @param sample how many files by chance; 0 for all
 * @param repair whether it mends what it can
 * @param files whether its first process writes files of paths: another that goes on cannot write whole ones
 */
public record VerifySelection(String prefix, Depth depth, int sample, boolean repair, boolean files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One line of JSON that {@link #parse} reads; the same for the same selection. */
    public String text() {
        ObjectNode fields = JSON.createObjectNode();
        if (!prefix.isEmpty()) {
            fields.put("prefix", prefix);
        }
        put(fields, "source", depth.source());
        put(fields, "checksum", depth.readSource());
        put(fields, "bytes", depth.readObjects());
        if (sample > 0) {
            fields.put("sample", sample);
        }
        put(fields, "repair", repair);
        put(fields, "files", files);
        return fields.toString();
    }

    private static void put(ObjectNode fields, String name, boolean value) {
        if (value) {
            fields.put(name, true);
        }
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException for other text
     */
    public static VerifySelection parse(String text) {
        try {
            JsonNode fields = JSON.readTree(text);
            return new VerifySelection(
                    fields.path("prefix").asText(""),
                    new Depth(
                            fields.path("source").asBoolean(),
                            fields.path("checksum").asBoolean(),
                            fields.path("bytes").asBoolean()),
                    fields.path("sample").asInt(),
                    fields.path("repair").asBoolean(),
                    fields.path("files").asBoolean());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the selection of a verify: " + text, e);
        }
    }
}
