package io.nfs2s3.media;

import java.time.Duration;

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

    /** A duration in the largest unit that it is a whole number of, as in a settings file: {@code 90 s}; others as they are. */
    public static String show(Object value) {
        if (!(value instanceof Duration duration)) {
            return value.toString();
        }
        return duration.toMillisPart() != 0
                ? duration.toMillis() + " ms"
                : duration.toSecondsPart() != 0 || duration.isZero()
                        ? duration.toSeconds() + " s"
                        : duration.toMinutesPart() != 0
                                ? duration.toMinutes() + " m"
                                : duration.toHoursPart() != 0 ? duration.toHours() + " h" : duration.toDays() + " d";
    }
}
