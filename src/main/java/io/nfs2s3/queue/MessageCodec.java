package io.nfs2s3.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
            .build();

    private MessageCodec() {}

    public static String encode(MigrationMessage message) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", MigrationMessage.VERSION);
        if (message.site() != null) {
            root.put("site", message.site());
        }
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

    /**
     * A body that was written without a site, with one: the rest stays letter for letter, with what a newer sender may have
     * written.
     */
    static String withSite(String body, String site) {
        int begin = body.indexOf('{') + 1;
        return body.substring(0, begin) + "\"site\":"
                + write(JSON.getNodeFactory().textNode(site)) + "," + body.substring(begin);
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
            return MessageReader.read(JSON.getFactory(), body);
        } catch (JsonProcessingException e) {
            throw new UnreadableMessageException("it is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("a string can always be read", e);
        } catch (IllegalArgumentException e) {
            throw new UnreadableMessageException(String.valueOf(e.getMessage()));
        }
    }

    /** A letter has at most three bytes of UTF-8, so that most bodies need not be encoded to be measured. */
    private static boolean isTooLong(String body) {
        return body.length() * 3 > MigrationMessage.MAX_BYTES
                && body.getBytes(StandardCharsets.UTF_8).length > MigrationMessage.MAX_BYTES;
    }
}
