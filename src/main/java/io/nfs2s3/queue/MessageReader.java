package io.nfs2s3.queue;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one message, field by field as they come: a tree of nodes takes twice as long. Used once. */
final class MessageReader {
    private static final Map<String, Source> SOURCES = Stream.of(Source.values())
            .collect(toUnmodifiableMap(source -> source.name().toLowerCase(Locale.ROOT), source -> source));

    private final JsonParser parser;

    private MessageReader(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Reads a body.
     *
     * @param json refuses a field that is there twice
     * @throws IOException when it is not JSON
     * @throws IllegalArgumentException when a value is out of its range
     */
    static MigrationMessage read(JsonFactory json, String body) throws IOException, UnreadableMessageException {
        try (JsonParser parser = json.createParser(body)) {
            MigrationMessage message = new MessageReader(parser).message();
            if (parser.nextToken() != null) {
                throw new UnreadableMessageException("it is not JSON: something follows its end");
            }
            return message;
        }
    }

    private MigrationMessage message() throws IOException, UnreadableMessageException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            throw new UnreadableMessageException("it is not a JSON object");
        }
        boolean versioned = false;
        Source source = null;
        String site = null;
        List<FileRef> files = null;
        for (String field = next(); field != null; field = next()) {
            switch (field) {
                case "version" -> {
                    requireVersion();
                    versioned = true;
                }
                case "source" -> source = source();
                case "site" -> site = site();
                case "files" -> files = files();
                default -> parser.skipChildren();
            }
        }
        if (!versioned) {
            throw new UnreadableMessageException("it has no version; this program reads " + MigrationMessage.VERSION);
        }
        if (source == null) {
            throw new UnreadableMessageException("it has no source");
        }
        if (files == null) {
            throw new UnreadableMessageException("it has no array of files");
        }
        return new MigrationMessage(source, site, files);
    }

    /** Steps to the value of the next field. @return the field's name, or null at the end of the object */
    private @Nullable String next() throws IOException {
        String field = parser.nextFieldName();
        if (field != null) {
            parser.nextToken();
        }
        return field;
    }

    private void requireVersion() throws IOException, UnreadableMessageException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                || parser.getNumberType() != JsonParser.NumberType.INT
                || parser.getIntValue() != MigrationMessage.VERSION) {
            throw new UnreadableMessageException(
                    "its version is " + value() + "; this program reads " + MigrationMessage.VERSION);
        }
    }

    private Source source() throws IOException, UnreadableMessageException {
        String name = parser.hasToken(JsonToken.VALUE_STRING) ? parser.getText() : value().asText();
        Source source = SOURCES.get(name);
        if (source == null) {
            throw new UnreadableMessageException("its source is \"" + name + "\"");
        }
        return source;
    }

    private @Nullable String site() throws IOException, UnreadableMessageException {
        if (parser.hasToken(JsonToken.VALUE_NULL)) {
            return null;
        }
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw new UnreadableMessageException("its site is " + value());
        }
        return parser.getText();
    }

    private List<FileRef> files() throws IOException, UnreadableMessageException {
        if (!parser.isExpectedStartArrayToken()) {
            throw new UnreadableMessageException("it has no array of files");
        }
        List<FileRef> files = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            files.add(file());
        }
        return files;
    }

    private FileRef file() throws IOException, UnreadableMessageException {
        if (!parser.isExpectedStartObjectToken()) {
            throw new UnreadableMessageException("a file has no path");
        }
        MediaPath path = null;
        Long generation = null;
        Long size = null;
        for (String field = next(); field != null; field = next()) {
            switch (field) {
                case "path" -> path = path();
                case "generation" -> generation = whole(field, Integer.MAX_VALUE);
                case "sizeBytes" -> size = whole(field, Long.MAX_VALUE);
                default -> parser.skipChildren();
            }
        }
        if (path == null) {
            throw new UnreadableMessageException("a file has no path");
        }
        return new FileRef(path, generation == null ? null : Math.toIntExact(generation), size);
    }

    private MediaPath path() throws IOException, UnreadableMessageException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw new UnreadableMessageException("a file has no path");
        }
        return MediaPath.of(parser.getText());
    }

    /** @param most the largest value; the smallest is its counterpart below 0, for a file says itself what it refuses */
    private @Nullable Long whole(String field, long most) throws IOException, UnreadableMessageException {
        if (parser.hasToken(JsonToken.VALUE_NULL)) {
            return null;
        }
        if (parser.hasToken(JsonToken.VALUE_NUMBER_INT) && parser.getNumberType() == JsonParser.NumberType.INT) {
            return (long) parser.getIntValue();
        }
        JsonNode value = value();
        boolean fits = value.canConvertToExactIntegral() && value.canConvertToLong();
        if (!fits || value.longValue() > most || value.longValue() < -most) {
            throw new UnreadableMessageException("its " + field + " is " + value);
        }
        return value.longValue();
    }

    /** What stands here, whatever it is. */
    private JsonNode value() throws IOException {
        return parser.readValueAsTree();
    }
}
