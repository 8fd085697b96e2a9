package io.nfs2s3.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a message; {@code nfs2s3/migration-message.schema.json} in the jar describes it.
 *
 * <p>Bodies are pure ASCII: SQS refuses some characters that are legal in a file name, and an escaped one never meets
 * that rule. Fields that are not known are passed over, so that a newer sender can add some.
 */
public final class MessageCodec {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private MessageCodec() {}

    public static String encode(MigrationMessage message) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", MigrationMessage.VERSION);
        root.put("source", message.source().name().toLowerCase(Locale.ROOT));
        ArrayNode files = root.putArray("files");
        message.files().forEach(file -> files.add(node(file)));
        return write(root);
    }

    /** What stands in the body of every message that names a path with this beginning, as far as that goes. */
    public static String beginningOfPath(String beginning) {
        String text = write(JSON.getNodeFactory().textNode(beginning));
        return "\"path\":" + text.substring(0, text.length() - 1);
    }

    /** How many bytes one file adds to a body. */
    static int bytesOf(FileRef file) {
        return write(node(file)).length() + 1;
    }

    private static ObjectNode node(FileRef file) {
        ObjectNode node = JSON.createObjectNode().put("path", file.path().value());
        if (file.generation() != null) {
            node.put("generation", file.generation());
        }
        if (file.sizeBytes() != null) {
            node.put("sizeBytes", file.sizeBytes());
        }
        return node;
    }

    private static String write(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers can always be written", e);
        }
    }

    /** Reads a body. @throws UnreadableMessageException when it is not a message of a known version; says why */
    public static MigrationMessage decode(String body) throws UnreadableMessageException {
        if (isTooLong(body)) {
            throw new UnreadableMessageException("it has more than " + MigrationMessage.MAX_BYTES + " bytes");
        }
        try {
            JsonNode root = JSON.readTree(body);
            if (root == null || !root.isObject()) {
                throw new UnreadableMessageException("it is not a JSON object");
            }
            JsonNode version = root.path("version");
            if (!version.isInt() || version.intValue() != MigrationMessage.VERSION) {
                throw new UnreadableMessageException(
                        "its version is " + version + "; this program reads " + MigrationMessage.VERSION);
            }
            return new MigrationMessage(source(root.path("source").asText()), files(root.path("files")));
        } catch (JsonProcessingException e) {
            throw new UnreadableMessageException("it is not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new UnreadableMessageException(String.valueOf(e.getMessage()));
        }
    }

    /** A letter has at most three bytes of UTF-8, so that most bodies need not be encoded to be measured. */
    private static boolean isTooLong(String body) {
        return body.length() * 3 > MigrationMessage.MAX_BYTES
                && body.getBytes(StandardCharsets.UTF_8).length > MigrationMessage.MAX_BYTES;
    }

    private static Source source(String name) throws UnreadableMessageException {
        for (Source source : Source.values()) {
            if (source.name().toLowerCase(Locale.ROOT).equals(name)) {
                return source;
            }
        }
        throw new UnreadableMessageException("its source is \"" + name + "\"");
    }

    private static List<FileRef> files(JsonNode nodes) throws UnreadableMessageException {
        if (!nodes.isArray()) {
            throw new UnreadableMessageException("it has no array of files");
        }
        List<FileRef> files = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            if (!node.path("path").isTextual()) {
                throw new UnreadableMessageException("a file has no path");
            }
            Long generation = whole(node, "generation");
            files.add(new FileRef(
                    MediaPath.of(node.path("path").textValue()),
                    generation == null ? null : Math.toIntExact(generation),
                    whole(node, "sizeBytes")));
        }
        return files;
    }

    private static @Nullable Long whole(JsonNode node, String field) throws UnreadableMessageException {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        boolean fits = field.equals("generation") ? value.canConvertToInt() : value.canConvertToLong();
        if (!value.canConvertToExactIntegral() || !fits) {
            throw new UnreadableMessageException("its " + field + " is " + value);
        }
        return value.longValue();
    }
}
