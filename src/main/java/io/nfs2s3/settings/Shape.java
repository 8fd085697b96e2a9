package io.nfs2s3.settings;

import io.nfs2s3.media.SettingRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the value of a key must be.
 *
 * @param type in a word or two, such as {@code duration}
 * @param unit of a number that is written without one; empty where there is none, or where it is written
 * @param range from least to most, or the words that there are; empty where anything goes
 */
record Shape(String type, String unit, String range) {
    static final Shape TEXT = new Shape("text", "", "");
    static final Shape UNKNOWN = new Shape("unknown", "", "");
    static final Shape SECRET = new Shape("secret", "", "");
    static final Shape TEXTS = new Shape("list of texts", "", "");
    static final Shape FLAG = new Shape("true or false", "", "");
    static final Shape URL = new Shape("URL", "", "");
    static final Shape PATH = new Shape("path", "", "");
    static final Shape SCHEDULE = new Shape("interval or cron", "", "");

    static Shape duration(SettingRange<Duration> range) {
        return new Shape("duration", "", range(SettingRange.show(range.least()), SettingRange.show(range.most())));
    }

    static Shape size(String least, String most) {
        return new Shape("size", "", range(least, most));
    }

    static Shape number(String unit, Object least, Object most) {
        return new Shape("number", unit, range(least, most));
    }

    static Shape choice(Class<? extends Enum<?>> type) {
        return new Shape("word", "", words(type, ", "));
    }

    /** The words of a choice, as they are written in a settings file. */
    static String words(Class<? extends Enum<?>> type, String between) {
        return Arrays.stream(type.getEnumConstants())
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(between));
    }

    static String range(Object least, Object most) {
        return least + " to " + most;
    }
}
