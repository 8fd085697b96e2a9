package io.nfs2s3.settings;

import com.typesafe.config.Config;
import io.nfs2s3.media.SettingRange;
import io.nfs2s3.schedule.JobSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gives the values, and remembers of each key what it must be. An error is kept, and the default goes on in the place of
 * the value, so that all errors are told at once; where there is no default it is thrown as
 * {@link IllegalArgumentException}.
 */
final class ConfigValues {
    /**
     * What is known of a key, once it was read.
     *
     * @param value empty for a wrong one
     */
    record Known(Shape shape, Optional<Object> value) {}

    private final ValueReader own;
    private final ValueReader defaults;
    private final List<String> problems;
    private final Map<String, Known> known = new HashMap<>();

    /** @param problems gets the errors */
    ConfigValues(Config config, Config defaults, List<String> problems) {
        this.own = new ValueReader(config);
        this.defaults = new ValueReader(defaults);
        this.problems = problems;
    }

    /** By key, what was read until now. */
    Map<String, Known> known() {
        return Map.copyOf(known);
    }

    private <T> T read(String key, Shape shape, Function<ValueReader, T> reading) {
        try {
            return noted(key, shape, reading.apply(own));
        } catch (IllegalArgumentException e) {
            known.put(key, new Known(shape, Optional.empty()));
            if (!defaults.has(key)) {
                throw e;
            }
            String.valueOf(e.getMessage()).lines().forEach(problems::add);
            return reading.apply(defaults);
        }
    }

    private <T> T noted(String key, Shape shape, T value) {
        known.put(key, new Known(shape, Optional.<Object>of(value)));
        return value;
    }

    /** A value with blanks goes on without them, so that nothing else is said of it. */
    private String stripped(
            String key, Shape shape, Function<ValueReader, String> strict, Function<ValueReader, String> any) {
        try {
            return noted(key, shape, strict.apply(own));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return read(key, shape, any).strip();
        }
    }

    /** See {@link ValueReader#text}. */
    String text(String key) {
        return stripped(key, Shape.TEXT, values -> values.text(key), values -> values.anyText(key));
    }

    /** Whatever it is, also several lines. */
    String anyText(String key) {
        return read(key, Shape.TEXT, values -> values.anyText(key));
    }

    /** One that {@link SecretFiles} may have read from a file; no blank at its ends. An error does not show it. */
    String secret(String key) {
        known.put(Defaults.fileKey(key), new Known(Shape.PATH, Optional.empty()));
        return stripped(key, Shape.SECRET, values -> values.secret(key), values -> values.anySecret(key));
    }

    /** The same, whatever it is. */
    String anySecret(String key) {
        known.put(Defaults.fileKey(key), new Known(Shape.PATH, Optional.empty()));
        return read(key, Shape.SECRET, values -> values.anySecret(key));
    }

    boolean flag(String key) {
        return read(key, Shape.FLAG, values -> values.flag(key));
    }

    List<String> texts(String key) {
        return parsedTexts(key, texts -> texts);
    }

    /** A list of texts that a feature reads into a value of its own; its errors name the key. */
    <T> T parsedTexts(String key, Function<List<String>, T> parse) {
        return read(key, Shape.TEXTS, values -> parse.apply(values.texts(key)));
    }

    /** @param unit what is counted, such as {@code files}; empty for a mere number, such as a port */
    int integer(String key, String unit, int least, int most) {
        return integer(new SettingRange<>(key, least, most), unit);
    }

    /** Empty for the word {@code auto}. */
    Optional<Integer> integerOrAuto(SettingRange<Integer> range, String unit) {
        return read(
                range.key(),
                new Shape("number", unit, Shape.range(range.least(), range.most()) + ", or auto"),
                values -> values.integerOrAuto(range));
    }

    int integer(SettingRange<Integer> range, String unit) {
        return read(range.key(), Shape.number(unit, range.least(), range.most()), values -> values.integer(range));
    }

    double decimal(String key, String unit, double least, double most) {
        return read(
                key, Shape.number(unit, least, most), values -> values.decimal(new SettingRange<>(key, least, most)));
    }

    Duration duration(String key, String least, String most) {
        return duration(ValueReader.span(key, least, most));
    }

    Duration duration(SettingRange<Duration> range) {
        return read(range.key(), Shape.duration(range), values -> values.duration(range));
    }

    /** A duration of whole seconds, for whom fractions would be cut off. */
    Duration seconds(String key, String least, String most) {
        SettingRange<Duration> range = ValueReader.span(key, least, most);
        return read(key, Shape.duration(range), values -> values.seconds(range));
    }

    long bytes(String key, String least, String most) {
        return read(key, Shape.size(least, most), values -> values.bytes(key, least, most));
    }

    Optional<URI> uri(String key) {
        return read(key, Shape.URL, values -> values.uri(key));
    }

    /** Empty for none. */
    Optional<Path> path(String key) {
        return read(key, Shape.PATH, values -> values.path(key));
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        return read(key, Shape.choice(type), values -> values.choice(key, type));
    }

    JobSettings job(String section) {
        String key = section + ".schedule";
        return new JobSettings(flag(section + ".enabled"), read(key, Shape.SCHEDULE, values -> values.schedule(key)));
    }

    /** A text that a feature reads into a value of its own. */
    <T> T parsed(String key, Function<String, T> parse) {
        return read(key, Shape.TEXT, values -> values.parsed(key, parse));
    }
}
