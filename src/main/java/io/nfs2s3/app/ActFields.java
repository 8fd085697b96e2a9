package io.nfs2s3.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.media.Printable;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of an act, as they come in a body of JSON. Every {@link IllegalArgumentException} names the field and says what
 * would be right. For one thread.
 */
final class ActFields {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode fields;

    private ActFields(ObjectNode fields) {
        this.fields = fields;
    }

    /** @param known the fields that the act has; another one is a mistake */
    static ActFields of(String body, Collection<String> known) {
        JsonNode read;
        try {
            read = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is not JSON");
        }
        if (!(read instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the body is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw new IllegalArgumentException(Printable.line(field.getKey())
                        + ": there is no such field here, but " + String.join(", ", known));
            }
        }
        return new ActFields(object);
    }

    /** All of them but one, as JSON. */
    String without(String name) {
        ObjectNode others = fields.deepCopy();
        others.remove(name);
        return Printable.json(others.toString());
    }

    /** Whether it is there, also as null. */
    boolean has(String name) {
        return fields.has(name);
    }

    /** Whether it is not there, or null. */
    boolean isNull(String name) {
        return get(name).isNull();
    }

    private JsonNode get(String name) {
        return fields.path(name).isMissingNode() ? NullNode.getInstance() : fields.path(name);
    }

    /** A text in one line; empty where it is not there, null, or empty. */
    Optional<String> text(String name, int most) {
        JsonNode value = get(name);
        if (value.isNull()) {
            return Optional.empty();
        }
        String text = value.asText();
        if (!value.isTextual() || text.length() > most || !Printable.line(text).equals(text)) {
            throw new IllegalArgumentException(name + ": give a text in one line of " + most + " characters at most");
        }
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    String requiredText(String name, int most) {
        return text(name, most).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }

    /** A whole number; empty where it is not there, or null. */
    Optional<Long> number(String name, long least, long most) {
        JsonNode value = get(name);
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            throw new IllegalArgumentException(name + ": give a whole number of " + least + " to " + most);
        }
        return Optional.of(value.asLong());
    }

    /** False where it is not there. */
    boolean flag(String name) {
        JsonNode value = get(name);
        if (!value.isNull() && !value.isBoolean()) {
            throw new IllegalArgumentException(name + ": give true or false");
        }
        return value.asBoolean();
    }
}
