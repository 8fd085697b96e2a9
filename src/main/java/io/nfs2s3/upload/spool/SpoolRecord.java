package io.nfs2s3.upload.spool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nfs2s3.media.MediaPath;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One upload in the spool file: a line with the CRC32C of the JSON that follows it, in ASCII whatever the path.
 *
 * @param time when the hook wrote it
 */
record SpoolRecord(MediaPath path, Instant time) {
    /** The longest line; a path of 1,024 bytes takes up to 6,144 when each is escaped. */
    static final int MAX_BYTES = 8 * 1024;

    private static final int CHECKSUM_LENGTH = 8;
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Without the line break. */
    String line() {
        try {
            String json = JSON.writeValueAsString(
                    JSON.createObjectNode().put("path", path.value()).put("time", time.toString()));
            return checksum(json) + " " + json;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two texts can always be written", e);
        }
    }

    /** Reads a line; empty when it is not what {@link #line()} wrote. */
    static Optional<SpoolRecord> parse(String line) {
        if (line.length() <= CHECKSUM_LENGTH || line.charAt(CHECKSUM_LENGTH) != ' ') {
            return Optional.empty();
        }
        String json = line.substring(CHECKSUM_LENGTH + 1);
        if (!line.startsWith(checksum(json))) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(json);
            return Optional.of(new SpoolRecord(
                    MediaPath.of(node.path("path").asText()),
                    Instant.parse(node.path("time").asText())));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String checksum(String json) {
        CRC32C crc = new CRC32C();
        crc.update(json.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
