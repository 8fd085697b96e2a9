package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.nfs2s3.schedule.JobSchedule;
import io.nfs2s3.schedule.JobSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads single values. Every error names the key, the value, and what would be right. */
final class ConfigValues {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]+\\.)?[0-9]+\\s*\\p{L}+");
    private final Config config;

    ConfigValues(Config config) {
        this.config = config;
    }

    String text(String key) {
        return get(key, "a text", config::getString);
    }

    boolean flag(String key) {
        return get(key, "true or false", config::getBoolean);
    }

    List<String> texts(String key) {
        return get(key, "a list of texts", config::getStringList);
    }

    int integer(String key, int least, int most) {
        return inRange(key, get(key, "a whole number", this::wholeNumber), least, most);
    }

    double decimal(String key, double least, double most) {
        return inRange(key, get(key, "a number", config::getDouble), least, most);
    }

    Duration duration(String key, String least, String most) {
        return inRange(
                key,
                get(key, "a duration with its unit, such as 30 s", k -> config.getDuration(withUnit(k))),
                span(least),
                span(most));
    }

    long bytes(String key, String least, String most) {
        return inRange(
                key,
                get(key, "a size with its unit, such as 16 MiB", k -> config.getBytes(withUnit(k))),
                Sizes.bytes(least),
                Sizes.bytes(most));
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
        throw new IllegalArgumentException(key + " = \"" + text + "\" must be a URL such as http://localhost:9324");
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
        throw new IllegalArgumentException(key + " = \"" + text + "\" must be one of "
                + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT));
    }

    JobSettings job(String section) {
        String key = section + ".schedule";
        JobSchedule schedule;
        try {
            schedule = new JobSchedule.Every(config.getDuration(withUnit(key)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    key + " = " + config.getValue(key).unwrapped() + ": " + e.getMessage(), e);
        } catch (ConfigException e) {
            try {
                schedule = new JobSchedule.Cron(text(key));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
            }
        }
        return new JobSettings(flag(section + ".enabled"), schedule);
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
        String text = text(key);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " = \"" + text + "\": " + e.getMessage(), e);
        }
    }

    private <T> T get(String key, String wanted, Function<String, T> read) {
        try {
            return read.apply(key);
        } catch (ConfigException e) {
            Object value = config.hasPath(key) ? config.getValue(key).unwrapped() : "null";
            throw new IllegalArgumentException(key + " = \"" + value + "\" must be " + wanted, e);
        }
    }

    private <T extends Comparable<T>> T inRange(String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + " = " + config.getValue(key).unwrapped() + " must be " + show(least) + " to " + show(most));
        }
        return value;
    }

    private static String show(Object bound) {
        return bound instanceof Duration duration
                ? duration.toString().substring(2).toLowerCase(Locale.ROOT)
                : bound instanceof Long size ? Sizes.show(size) : bound.toString();
    }

    private static Duration span(String text) {
        return ConfigFactory.parseString("v = " + text).getDuration("v");
    }
}
