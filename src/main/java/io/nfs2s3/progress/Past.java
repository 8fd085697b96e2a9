package io.nfs2s3.progress;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The minutes behind us, sorted: in some work was done, in others it stood still although there was some. Minutes outside of the
 * hours are neither, nor are those in which nothing was QUEUED.
 *
 * @param running the oldest first
 * @param stops how often it stood still
 * @param stopped for how many minutes, all stops together
 */
record Past(List<Minute> running, int stops, long stopped) {
    static final int MINUTE = 60;

    /** Shorter ones are those of large files, and of the moment when a minute is cut off. */
    private static final int LEAST_STOP = 5;

    /**
     * Sorts them.
     *
     * @param minutes the oldest first; in those that are missing no daemon was up
     * @param open whether the hours include a moment
     */
    static Past of(List<Minute> minutes, Predicate<Instant> open) {
        List<Minute> running = new ArrayList<>();
        List<Minute> still = new ArrayList<>();
        int stops = 0;
        long stopped = 0;
        for (Minute minute : whole(minutes)) {
            if (!open.test(minute.at()) || hadNothingToDo(minute)) {
                continue;
            }
            if (minute.files() == 0) {
                still.add(minute);
                continue;
            }
            if (still.size() < LEAST_STOP) {
                running.addAll(still);
            } else {
                stops++;
                stopped += still.size();
            }
            still.clear();
            running.add(minute);
        }
        if (still.size() >= LEAST_STOP) {
            return new Past(running, stops + 1, stopped + still.size());
        }
        running.addAll(still);
        return new Past(running, stops, stopped);
    }

    private static boolean hadNothingToDo(Minute minute) {
        Long queued = minute.queued();
        return queued != null && queued == 0 && minute.files() == 0;
    }

    /** With a minute in the place of each that is missing. */
    private static List<Minute> whole(List<Minute> minutes) {
        List<Minute> whole = new ArrayList<>();
        Instant next = Instant.MAX;
        for (Minute minute : minutes) {
            for (; next.isBefore(minute.at()); next = next.plusSeconds(MINUTE)) {
                whole.add(new Minute(next, 0, 0, null));
            }
            whole.add(minute);
            next = minute.at().plusSeconds(MINUTE);
        }
        return whole;
    }
}
