package io.nfs2s3.settings;

/**
 * A key of the settings, as it is in force.
 *
 * @param value a text, number, flag or list of texts; secrets, and passwords in URLs, are masked
 * @param shown the same as it is written in a settings file
 * @param standard the default, in the way of {@code value}; an empty text where there is none
 * @param isChanged whether the value is another than the default, however it is written
 * @param type such as {@code duration}
 * @param unit of a number that is written without one, such as {@code files}; may be empty
 * @param range such as {@code 5 MiB to 512 MiB}; may be empty
 * @param variable the environment variable that sets it
 * @param about what it is for, in one line
 */
public record Setting(
        String key,
        Object value,
        String shown,
        Object standard,
        boolean isChanged,
        Origin origin,
        String type,
        String unit,
        String range,
        String variable,
        String about) {}
