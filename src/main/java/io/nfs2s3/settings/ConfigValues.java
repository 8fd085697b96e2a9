package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.nfs2s3.media.Printable;
import io.nfs2s3.schedule.JobSchedule;
import io.nfs2s3.schedule.JobSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads single values. Every error names the key, the value, and what would be right. An error is kept, and the default
 * goes on in the place of the value, so that all errors are told at once; where there is no default it is thrown as
 * {@link IllegalArgumentException}.
 */
final class ConfigValues {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]+\\.)?[0-9]+\\s*\\p{L}+");
    private final Config config;
    private final Optional<ConfigValues> defaults;
    private final List<String> problems;

    /** Every error is thrown. */
    ConfigValues(Config config) {
        this(config, Optional.empty(), new ArrayList<>());
    }

    /** @param problems gets the errors */
    ConfigValues(Config config, Config defaults, List<String> problems) {
        this(config, Optional.of(new ConfigValues(defaults)), problems);
    }

    private ConfigValues(Config config, Optional<ConfigValues> defaults, List<String> problems) {
        this.config = config;
        this.defaults = defaults;
        this.problems = problems;
    }

    private <T> T read(String key, Function<ConfigValues, T> read) {
        try {
            return read.apply(this);
        } catch (IllegalArgumentException e) {
            if (defaults.filter(values -> values.config.hasPath(key)).isEmpty()) {
                throw e;
            }
            String.valueOf(e.getMessage()).lines().forEach(problems::add);
            return read.apply(defaults.get());
        }
    }

    /**
     * One line, with no blank at its ends: what was meant to be there would be taken for a part of the value. A value with
     * blanks goes on without them, so that nothing else is said of it.
     */
    String text(String key) {
        return stripped(key, values -> values.plainText(key));
    }

    private String stripped(String key, Function<ConfigValues, String> checked) {
        try {
            return checked.apply(this);
        } catch (IllegalArgumentException e) {
            if (defaults.isEmpty()) {
                throw e;
            }
            problems.add(String.valueOf(e.getMessage()));
            return anyText(key).strip();
        }
    }

    /** Whatever it is: a secret, or a text of several lines. */
    String anyText(String key) {
        return read(key, values -> values.get(key, "a text", values.config::getString));
    }

    /** Like {@link #text}; an error does not show it. */
    String secret(String key) {
        return stripped(key, values -> {
            String secret = values.get(key, "a text", values.config::getString);
            if (!secret.equals(secret.strip())) {
                throw new IllegalArgumentException(key + " has a blank or a line break at its beginning or end");
            }
            return secret;
        });
    }

    boolean flag(String key) {
        return read(key, values -> values.get(key, "true or false", values.config::getBoolean));
    }

    List<String> texts(String key) {
        return parsedTexts(key, texts -> texts);
    }

    /** A list of texts that a feature reads into a value of its own; its errors name the key. */
    <T> T parsedTexts(String key, Function<List<String>, T> parse) {
        return read(key, values -> {
            List<String> texts = values.get(key, "a list of texts", values.config::getStringList);
            texts.forEach(text -> PlainText.require(key + ": \"" + Printable.line(text) + "\"", text));
            return parse.apply(texts);
        });
    }

    int integer(String key, int least, int most) {
        return integer(key, "a whole number", least, most);
    }

    /** @param wanted what it must be, for an error */
    int integer(String key, String wanted, int least, int most) {
        return read(key, values -> values.inRange(key, values.get(key, wanted, values::wholeNumber), least, most));
    }

    /** Whether the value is this word. */
    boolean isWord(String key, String word) {
        return config.hasPath(key) && word.equals(config.getValue(key).unwrapped());
    }

    double decimal(String key, double least, double most) {
        return read(
                key, values -> values.inRange(key, values.get(key, "a number", values.config::getDouble), least, most));
    }

    Duration duration(String key, String least, String most) {
        return read(
                key,
                values -> values.inRange(
                        key,
                        values.get(
                                key,
                                "a duration with its unit, such as 30 s",
                                k -> values.config.getDuration(values.withUnit(k))),
                        span(least),
                        span(most)));
    }

    /** A duration of whole seconds, for whom fractions would be cut off. */
    Duration seconds(String key, String least, String most) {
        return read(key, values -> {
            Duration duration = values.duration(key, least, most);
            if (duration.toNanosPart() != 0) {
                throw new IllegalArgumentException(
                        key + " = " + values.config.getValue(key).unwrapped() + " must be whole seconds, such as 30 s");
            }
            return duration;
        });
    }

    long bytes(String key, String least, String most) {
        return read(
                key,
                values -> values.inRange(
                        key,
                        values.get(
                                key,
                                "a size with its unit, such as 16 MiB",
                                k -> values.config.getBytes(values.withUnit(k))),
                        Sizes.bytes(least),
                        Sizes.bytes(most)));
    }

    /** A key and its value, in a message. */
    static String shown(String key, String value) {
        return key + " = \"" + Printable.line(value) + "\"";
    }

    private String plainText(String key) {
        String text = get(key, "a text", config::getString);
        PlainText.require(shown(key, text), text);
        return text;
    }

    Optional<URI> uri(String key) {
        return read(key, values -> values.uriOrNone(key));
    }

    private Optional<URI> uriOrNone(String key) {
        String text = plainText(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new IllegalArgumentException(shown(key, text) + " must be a URL such as http://localhost:9324");
    }

    /** Empty for none. */
    Optional<Path> path(String key) {
        return parsed(key, text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)));
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        return read(key, values -> values.oneOf(key, type));
    }

    private <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        String text = plainText(key);
        for (E value : type.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(shown(key, text) + " must be one of "
                + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT));
    }

    JobSettings job(String section) {
        return new JobSettings(
                flag(section + ".enabled"),
                read(section + ".schedule", values -> values.schedule(section + ".schedule")));
    }

    private JobSchedule schedule(String key) {
        JobSchedule schedule;
        try {
            schedule = new JobSchedule.Every(config.getDuration(withUnit(key)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    key + " = " + config.getValue(key).unwrapped() + ": " + e.getMessage(), e);
        } catch (ConfigException e) {
            try {
                schedule = new JobSchedule.Cron(plainText(key));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
            }
        }
        return schedule;
    }

    /** {@code getInt} would cut off a fraction. */
    private int wholeNumber(String key) {
        if (config.getDouble(key) % 1 != 0) {
            throw new ConfigException.WrongType(config.getValue(key).origin(), "not whole");
        }
        return config.getInt(key);
    }

    /** A bare number, also 1e3 or +5, would be taken for milliseconds or bytes; 1e999999999 B overflows BigInteger. */
    private String withUnit(String key) {
        if (!NUMBER_AND_UNIT.matcher(config.getString(key).strip()).matches()) {
            throw new ConfigException.WrongType(config.getValue(key).origin(), "no unit");
        }
        return key;
    }

    /** A text that a feature reads into a value of its own. */
    <T> T parsed(String key, Function<String, T> parse) {
        return read(key, values -> values.parse(key, parse));
    }

    private <T> T parse(String key, Function<String, T> parse) {
        String text = plainText(key);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    shown(key, text) + ": " + Printable.line(String.valueOf(e.getMessage())), e);
        }
    }

    private <T> T get(String key, String wanted, Function<String, T> read) {
        try {
            return read.apply(key);
        } catch (ConfigException e) {
            Object value = config.hasPath(key) ? config.getValue(key).unwrapped() : "null";
            throw new IllegalArgumentException(shown(key, String.valueOf(value)) + " must be " + wanted, e);
        }
    }

    private <T extends Comparable<T>> T inRange(String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + " = " + config.getValue(key).unwrapped() + " must be " + show(least) + " to " + show(most));
        }
        return value;
    }

    /** A duration, a size or a number. */
    static String show(Object bound) {
        return bound instanceof Duration duration
                ? duration.toString().substring(2).toLowerCase(Locale.ROOT)
                : bound instanceof Long size ? Sizes.show(size) : bound.toString();
    }

    private static Duration span(String text) {
        return ConfigFactory.parseString("v = " + text).getDuration("v");
    }
}
