package io.nfs2s3.media;

import java.time.Duration;
import java.util.Locale;

/**
 * What the value of a setting may be, the ends included. Its home is the record of the setting, so that a settings file and
 * the code of a site are held to the same.
 *
 * @param key what an error calls it
 */
public record SettingRange<T extends Comparable<T>>(String key, T least, T most) {
    /** @throws IllegalArgumentException when it is out of range; names the key, the value and the range */
    public void require(T value) {
        if (!contains(value)) {
            throw new IllegalArgumentException(problem(show(value)));
        }
    }

    public boolean contains(T value) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    /**
     * What an error says.
     *
     * @param value as whoever gave it wrote it
     */
    public String problem(String value) {
        return key + " = " + value + " must be " + show(least) + " to " + show(most);
    }

    /** A duration in its units, such as {@code 1m30s}; anything else as it is. */
    public static String show(Object value) {
        return value instanceof Duration duration
                ? duration.toString().replaceFirst("PT", "").toLowerCase(Locale.ROOT)
                : value.toString();
    }
}
