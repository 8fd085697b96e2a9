package io.nfs2s3.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a run of a {@link FileJob} was asked for, as its record has it: one line of JSON. A resume keeps to it.
 *
 * @param files that it is about
 * @param most files that it may change; {@link Long#MAX_VALUE} for no limit of its own
 * @param throughCdn whether objects are also proved by reading them through each CDN host
 */
public record FileRequest(FileSelection files, long most, boolean throughCdn) {
    /** Without limits. */
    public static FileRequest of(FileSelection files) {
        return new FileRequest(files, Long.MAX_VALUE, false);
    }

    /** The same for the same. */
    public String text() {
        ObjectNode fields = files.fields();
        if (most != Long.MAX_VALUE) {
            fields.put("maxDelete", most);
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
    public static FileRequest parse(String text) {
        JsonNode fields = FileSelection.read(text);
        return new FileRequest(
                FileSelection.of(fields),
                fields.path("maxDelete").asLong(Long.MAX_VALUE),
                fields.path("throughCdn").asBoolean(false));
    }
}
