package io.nfs2s3.progress;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * How long what is left takes, as a range in which the end lies nine times of ten: docs/decisions/eta-range.md says how, and what
 * was simulated. A pure function of what is given to it.
 *
 * <p>Work is reckoned in minutes in which it goes on. Of the minutes behind us, the last hour, four hours, sixteen, and all of them
 * each give an answer by files and one by bytes; the range is from the least to the greatest of these, widened by what the rate
 * varies. Then come the stops to be expected, as many and as long as there were, and the hours.
 */
final class Forecast {
    /** So many minutes of work must be behind us. */
    static final int LEAST = 10;

    private static final int[] WINDOWS = {60, 240, 960, Integer.MAX_VALUE};

    /** The rate never is quite what it was. */
    private static final double FLOOR = 0.1;

    /** How many standard errors: of the rate, and of the stops. */
    private static final double ERRORS = 1.5;

    /** Blocks of minutes are compared, six of them at least, of an hour each at the most. */
    private static final int BLOCKS = 6;

    private static final int LONGEST_BLOCK = 60;

    /** Where there was no stop yet: one in four hours, of twenty minutes. */
    private static final double EXPECTED_STOPS = 1;

    private static final double EXPECTED_STOPS_IN = 240;
    private static final double EXPECTED_STOP = 20;
    private static final int MINUTES_OF_DAY = 1_440;

    /** Minutes: a thousand years are as good as for ever. */
    private static final double LONGEST = 5e8;

    /**
     * What is left.
     *
     * @param bytes of these files, by the mean size of those of their kind that are done; 0 when none is
     */
    record Left(long files, double bytes) {}

    /** Minutes of work. */
    private record Span(double low, double high) {}

    private Forecast() {}

    /**
     * From now on.
     *
     * @param minutes behind us, the oldest first; in those that are missing no daemon was up
     * @param open whether the hours include a moment
     */
    static Eta of(List<Minute> minutes, Left left, Instant now, Predicate<Instant> open) {
        if (left.files() == 0) {
            return new Eta(0L, 0L, null);
        }
        Past past = Past.of(minutes, open);
        if (past.running().size() < LEAST
                || past.running().stream().mapToLong(Minute::files).sum() == 0) {
            return Eta.unknown(Eta.YOUNG);
        }
        Span work = withStops(work(past.running(), left), past);
        OptionalLong low = seconds(now, work.low(), open);
        OptionalLong high = seconds(now, work.high(), open);
        return low.isEmpty() || high.isEmpty()
                ? Eta.unknown(Eta.CLOSED)
                : new Eta(low.getAsLong(), high.getAsLong(), null);
    }

    private static Span work(List<Minute> running, Left left) {
        double low = Double.MAX_VALUE;
        double high = 0;
        for (int window : WINDOWS) {
            List<Minute> last = running.subList(Math.max(0, running.size() - window), running.size());
            double files = minutes((double) left.files(), last, Minute::files);
            double bytes = minutes(left.bytes(), last, Minute::bytes);
            low = Math.min(low, Math.min(files > 0 ? files : low, bytes > 0 ? bytes : low));
            high = Math.max(high, Math.max(files, bytes));
            if (last.size() == running.size()) {
                break;
            }
        }
        double wide = 1 + FLOOR + ERRORS * Math.min(1, error(running, Math.sqrt(low * high)));
        return new Span(low / wide, high * wide);
    }

    /** At the mean rate of these minutes; 0 when nobody knows. */
    private static double minutes(double left, List<Minute> last, ToLongFunction<Minute> done) {
        double sum = last.stream().mapToLong(done).sum();
        return sum > 0 ? left * last.size() / sum : 0;
    }

    /** The standard error of the mean rate of the minutes to come, reckoned from the mean rates of blocks of those behind us. */
    private static double error(List<Minute> running, double toCome) {
        int length = Math.max(1, Math.min(LONGEST_BLOCK, running.size() / BLOCKS));
        int blocks = running.size() / length;
        int first = running.size() - blocks * length;
        double sum = 0;
        double squares = 0;
        for (int block = 0; block < blocks; block++) {
            int from = first + block * length;
            double files = running.subList(from, from + length).stream()
                    .mapToLong(Minute::files)
                    .sum();
            sum += files;
            squares += files * files;
        }
        double mean = sum / blocks;
        double variance = Math.max(0, squares - blocks * mean * mean) / Math.max(1, blocks - 1);
        return Math.sqrt(variance) / mean * Math.sqrt(1.0 / blocks + 1 / Math.max(1, toCome / length));
    }

    private static Span withStops(Span work, Past past) {
        double rate = (past.stops() + EXPECTED_STOPS) / (past.running().size() + EXPECTED_STOPS_IN);
        double length = (past.stopped() + EXPECTED_STOP) / (past.stops() + 1);
        return new Span(
                work.low() + stops(work.low() * rate, length, -ERRORS),
                work.high() + stops(work.high() * rate, length, ERRORS));
    }

    /** Minutes of so many stops, whose number and lengths are by chance. */
    private static double stops(double many, double length, double errors) {
        return Math.max(0, many * length + errors * Math.sqrt(2 * many) * length);
    }

    /** Until so many minutes of the hours have passed; empty when no hour comes. */
    private static OptionalLong seconds(Instant now, double minutes, Predicate<Instant> open) {
        long openOfDay = 0;
        for (long minute = 0; minute < MINUTES_OF_DAY; minute++) {
            openOfDay += open.test(now.plusSeconds(minute * Past.MINUTE)) ? 1 : 0;
        }
        if (openOfDay == 0) {
            return OptionalLong.empty();
        }
        long days = (long) (Math.min(LONGEST, minutes) / openOfDay);
        double left = Math.min(LONGEST, minutes) - (double) days * openOfDay;
        long seconds = days * MINUTES_OF_DAY * Past.MINUTE;
        while (left > 0) {
            if (open.test(now.plusSeconds(seconds))) {
                seconds += Math.round(Math.min(1, left) * Past.MINUTE);
                left--;
            } else {
                seconds += Past.MINUTE;
            }
        }
        return OptionalLong.of(Math.max(1, seconds));
    }
}
