package io.nfs2s3.progress;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the history says of a span of time, by day and kind. Immutable.
 *
 * @param began the earliest minute, hour or day of the whole history, also before the span; null while there is no history
 * @param wholeUntil the last day of the span of which only the sum is known, a day of UTC; null when there is none
 * @param firstFlip when the minute, hour or day of the first flip began, but not before the span; null when there was none
 * @param lastFlip when that of the last one ended, but not after the span; null when there was none. The same as the first where
 *     all that is known is the sum of a day of UTC that was over when the span began
 * @param days those of the span in which something was done, the oldest first, the kinds of a day by name
 */
public record PastDays(
        @Nullable Instant began,
        @Nullable LocalDate wholeUntil,
        @Nullable Instant firstFlip,
        @Nullable Instant lastFlip,
        List<Day> days) {
    /**
     * What workers did in one day with the files of one kind.
     *
     * @param files flipped
     * @param bytes of those
     * @param failed how often a file became FAILED
     */
    public record Day(LocalDate day, String kind, long files, long bytes, long failed) {
        Day plus(Day other) {
            return new Day(day, kind, files + other.files, bytes + other.bytes, failed + other.failed);
        }
    }

    public PastDays {
        days = List.copyOf(days);
    }

    /** Files that were flipped in the span. */
    public long files() {
        return days.stream().mapToLong(Day::files).sum();
    }

    /** Bytes of those. */
    public long bytes() {
        return days.stream().mapToLong(Day::bytes).sum();
    }
}
