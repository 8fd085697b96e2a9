package io.nfs2s3.media;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;

/**
 * Times of the day at which something may be done, such as {@code 22:00-06:00, 12:00-13:00}. Without any, always.
 *
 * @param windows each from its beginning, inclusive, to its end, exclusive; over midnight if the end comes first
 */
public record TimeWindows(List<Window> windows) {
    /** One stretch of time; the whole day if it ends where it begins. */
    public record Window(LocalTime from, LocalTime to) {
        boolean includes(LocalTime time) {
            boolean begun = !time.isBefore(from);
            boolean over = !time.isBefore(to);
            return from.isBefore(to) ? begun && !over : begun || !over;
        }

        @Override
        public String toString() {
            return from + "-" + to;
        }
    }

    public TimeWindows {
        windows = List.copyOf(windows);
    }

    /**
     * Reads the form in which they stand in the settings.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static TimeWindows parse(String text) {
        if (text.isBlank()) {
            return new TimeWindows(List.of());
        }
        return new TimeWindows(
                Arrays.stream(text.split(",", -1)).map(TimeWindows::window).toList());
    }

    private static Window window(String text) {
        String[] ends = text.strip().split("-", -1);
        try {
            if (ends.length == 2) {
                return new Window(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()));
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "\"" + text.strip() + "\" must be two times of the day, such as 22:00-06:00");
    }

    /** Whether it may be done at this time. */
    public boolean isOpen(LocalTime time) {
        return windows.isEmpty() || windows.stream().anyMatch(window -> window.includes(time));
    }

    /** As they stand in the settings. */
    @Override
    public String toString() {
        return String.join(", ", windows.stream().map(Window::toString).toList());
    }
}
