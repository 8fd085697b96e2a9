package io.nfs2s3.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The schema that is published with the jar, against the codec: who validates by it is never surprised. */
class MessageSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JsonNode schema = load();
    private final JsonNode file = schema.at("/properties/files/items");
    private final ObjectNode message = (ObjectNode) read(MessageCodec.encode(
            MigrationMessage.of(Source.UPLOAD, new FileRef(MediaPath.of("a"), Integer.MAX_VALUE, Long.MAX_VALUE))
                    .ofSite("a site")));

    @Test
    void the_version_is_the_one_that_is_written() {
        assertThat(schema.at("/properties/version/const").intValue()).isEqualTo(MigrationMessage.VERSION);
    }

    @Test
    void the_sources_are_those_of_the_codec() {
        assertThat(texts(schema.at("/properties/source/enum")))
                .containsExactlyElementsOf(Arrays.stream(Source.values())
                        .map(source -> source.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void the_limits_are_those_of_the_codec() {
        assertThat(schema.at("/properties/files/minItems").intValue()).isEqualTo(1);
        assertThat(schema.at("/properties/files/maxItems").intValue()).isEqualTo(MigrationMessage.MAX_FILES);
        assertThat(file.at("/properties/path/minLength").intValue()).isEqualTo(1);
        assertThat(file.at("/properties/path/maxLength").intValue()).isEqualTo(MediaPath.MAX_BYTES);
        assertThat(file.at("/properties/generation/minimum").intValue()).isEqualTo(1);
        assertThat(file.at("/properties/generation/maximum").longValue()).isEqualTo(Integer.MAX_VALUE);
        assertThat(file.at("/properties/sizeBytes/minimum").intValue()).isZero();
        assertThat(schema.path("description").asText()).contains(MigrationMessage.MAX_BYTES / 1024 + " KiB");
    }

    @Test
    void every_field_that_is_written_is_described() {
        assertThat(names(message)).isEqualTo(names(schema.path("properties")));
        assertThat(names(message.at("/files/0"))).isEqualTo(names(file.path("properties")));
    }

    @Test
    void what_is_required_cannot_be_left_out_and_the_rest_can() throws UnreadableMessageException {
        for (String field : names(message)) {
            ObjectNode without = message.deepCopy().without(field);
            if (texts(schema.path("required")).contains(field)) {
                assertThatThrownBy(() -> MessageCodec.decode(without.toString()))
                        .as(field)
                        .isInstanceOf(UnreadableMessageException.class);
            } else {
                assertThat(MessageCodec.decode(without.toString()).files()).hasSize(1);
            }
        }
        for (String field : names(message.at("/files/0"))) {
            ObjectNode without = message.deepCopy();
            ((ObjectNode) without.at("/files/0")).remove(field);
            if (texts(file.path("required")).contains(field)) {
                assertThatThrownBy(() -> MessageCodec.decode(without.toString()))
                        .as(field)
                        .isInstanceOf(UnreadableMessageException.class);
            } else {
                assertThat(MessageCodec.decode(without.toString()).files()).hasSize(1);
            }
        }
    }

    @Test
    void both_let_fields_of_a_newer_sender_pass() {
        assertThat(schema.has("additionalProperties")).isFalse();
        assertThat(file.has("additionalProperties")).isFalse();
    }

    private static JsonNode load() {
        try (InputStream in = Objects.requireNonNull(
                MessageSchemaTest.class.getResourceAsStream("/nfs2s3/migration-message.schema.json"))) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.textValue()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
