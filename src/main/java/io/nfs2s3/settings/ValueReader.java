package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.nfs2s3.media.Printable;
import io.nfs2s3.media.SettingRange;
import io.nfs2s3.media.UrlText;
import io.nfs2s3.schedule.JobSchedule;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads single values. Every {@link IllegalArgumentException} names the key, the value, and what would be right. No
 * password of a URL is shown.
 */
final class ValueReader {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]+\\.)?[0-9]+\\s*\\p{L}+");
    private final Config config;

    ValueReader(Config config) {
        this.config = config;
    }

    boolean has(String key) {
        return config.hasPath(key);
    }

    /** One line, with no blank at its ends: what was meant to be there would be taken for a part of the value. */
    String text(String key) {
        String text = anyText(key);
        PlainText.require(shown(key, text), text);
        return text;
    }

    /** Whatever it is, also several lines. */
    String anyText(String key) {
        return get(key, "a text", config::getString);
    }

    /** A text without a blank or a line break at its ends; not shown. */
    String secret(String key) {
        String secret = anySecret(key);
        if (!secret.equals(secret.strip())) {
            throw new IllegalArgumentException(key + " has a blank or a line break at its beginning or end");
        }
        return secret;
    }

    /** Whatever it is; not shown. */
    String anySecret(String key) {
        try {
            return config.getString(key);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(key + " must be a text", e);
        }
    }

    boolean flag(String key) {
        return get(key, "true or false", config::getBoolean);
    }

    List<String> texts(String key) {
        List<String> texts = get(key, "a list of texts", config::getStringList);
        texts.forEach(text -> PlainText.require(key + ": \"" + Printable.line(text) + "\"", text));
        return texts;
    }

    int integer(SettingRange<Integer> range) {
        return inRange(range, get(range.key(), "a whole number", this::wholeNumber));
    }

    /** Empty for the word {@code auto}. */
    Optional<Integer> integerOrAuto(SettingRange<Integer> range) {
        if (get(range.key(), "a whole number, or auto", config::getString)
                .strip()
                .equals("auto")) {
            return Optional.empty();
        }
        return Optional.of(inRange(range, get(range.key(), "a whole number, or auto", this::wholeNumber)));
    }

    double decimal(SettingRange<Double> range) {
        return inRange(range, get(range.key(), "a number", config::getDouble));
    }

    Duration duration(SettingRange<Duration> range) {
        return inRange(range, get(range.key(), "a duration with its unit, such as 30 s", this::durationOf));
    }

    /** A duration of whole seconds, for whom fractions would be cut off. */
    Duration seconds(SettingRange<Duration> range) {
        Duration duration = duration(range);
        if (duration.toNanosPart() != 0) {
            throw new IllegalArgumentException(written(range.key()) + " must be whole seconds, such as 30 s");
        }
        return duration;
    }

    long bytes(String key, String least, String most) {
        long read = get(key, "a size with its unit, such as 16 MiB", name -> config.getBytes(withUnit(name)));
        if (read < Sizes.bytes(least) || read > Sizes.bytes(most)) {
            throw new IllegalArgumentException(written(key) + " must be " + Shape.range(least, most));
        }
        return read;
    }

    Optional<URI> uri(String key) {
        String text = text(key);
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
        String text = text(key);
        for (E value : type.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(shown(key, text) + " must be one of [" + Shape.words(type, ", ") + "]");
    }

    JobSchedule schedule(String key) {
        try {
            return new JobSchedule.Every(durationOf(key));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(written(key) + ": " + e.getMessage(), e);
        } catch (ConfigException e) {
            return cron(key);
        }
    }

    private JobSchedule cron(String key) {
        try {
            return new JobSchedule.Cron(text(key));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
        }
    }

    /** {@code getInt} would cut off a fraction. */
    private int wholeNumber(String key) {
        if (config.getDouble(key) % 1 != 0) {
            throw new ConfigException.WrongType(config.getValue(key).origin(), "not whole");
        }
        return config.getInt(key);
    }

    private Duration durationOf(String key) {
        return DurationText.parse(config.getString(key))
                .orElseThrow(
                        () -> new ConfigException.WrongType(config.getValue(key).origin(), "no duration"));
    }

    /** A bare number, also 1e3 or +5, would be taken for bytes; 1e999999999 B overflows BigInteger. */
    private String withUnit(String key) {
        if (!NUMBER_AND_UNIT.matcher(config.getString(key).strip()).matches()) {
            throw new ConfigException.WrongType(config.getValue(key).origin(), "no unit");
        }
        return key;
    }

    /** A text that a feature reads into a value of its own. */
    <T> T parsed(String key, Function<String, T> parse) {
        String text = text(key);
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

    private <T extends Comparable<T>> T inRange(SettingRange<T> range, T value) {
        if (!range.contains(value)) {
            throw new IllegalArgumentException(
                    range.problem(String.valueOf(config.getValue(range.key()).unwrapped())));
        }
        return value;
    }

    private String written(String key) {
        return key + " = " + config.getValue(key).unwrapped();
    }

    /** A key and its value, in a message. */
    static String shown(String key, String value) {
        return key + " = \"" + Printable.line(UrlText.withoutPasswords(value)) + "\"";
    }

    /** Bounds as they would be written in a settings file. */
    static SettingRange<Duration> span(String key, String least, String most) {
        Config bounds = ConfigFactory.parseString("least = " + least + ", most = " + most);
        return new SettingRange<>(key, bounds.getDuration("least"), bounds.getDuration("most"));
    }
}
