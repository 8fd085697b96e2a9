package io.nfs2s3.upload.spool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.catalog.UploadAge;
import io.nfs2s3.media.MediaPath;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One upload in the spool file: a line with the CRC32C of the JSON that follows it, in ASCII whatever the path.
 *
 * @param time when the hook was called, or wrote it
 * @param sent when a replay sent it last; null before
 */
record SpoolRecord(MediaPath path, Instant time, @Nullable Instant sent) {
    /** The longest line; a path of 1,024 bytes takes up to 6,144 when each is escaped. */
    static final int MAX_BYTES = 8 * 1024;

    private static final int CHECKSUM_LENGTH = 8;
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    SpoolRecord(MediaPath path, Instant time) {
        this(path, time, null);
    }

    SpoolRecord sentAt(Instant now) {
        return new SpoolRecord(path, time, now);
    }

    /**
     * How long ago the upload was.
     *
     * @param now by the clock of the host that wrote the record, before the database is asked
     */
    UploadAge age(Instant now) {
        return new UploadAge(path, Duration.between(time, now));
    }

    /** When a message was sent for it last, if it is a trace of one. */
    Instant lastSent() {
        return sent == null ? time : sent;
    }

    /** Without the line break. */
    String line() {
        try {
            ObjectNode fields =
                    JSON.createObjectNode().put("path", path.value()).put("time", time.toString());
            if (sent != null) {
                fields.put("sent", sent.toString());
            }
            String json = JSON.writeValueAsString(fields);
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
                    Instant.parse(node.path("time").asText()),
                    node.hasNonNull("sent") ? Instant.parse(node.path("sent").asText()) : null));
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
