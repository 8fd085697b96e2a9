package io.nfs2s3.progress;

import io.nfs2s3.media.FailureCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process has done since it was last written into the history: files flipped and failed, by kind, and how long copies
 * took. In memory: who flips does not wait for it. What a killed process had not written is missing in the history, a minute at
 * the most, and in no count of files. Thread-safe.
 */
public final class Tally {
    static final String FLIPPED = "flipped";
    static final String FAILED = "failed";

    /** Places of a spread: the last one has all that took longer than two hours. */
    static final int PLACES = 24;

    private static final String NO_LABEL = "";

    /**
     * A row of the history.
     *
     * @param label a failure code; empty for files that were flipped
     * @param spread how many copies took less than 1 ms, 2 ms, 4 ms, … and not less than that before; empty where nothing was
     *     copied
     */
    record Entry(String kind, String measure, String label, long amount, long bytes, List<Long> spread) {}

    private record Key(String kind, String measure, String label) {}

    private static final class Cell {
        private long amount;
        private long bytes;
        private final long[] spread = new long[PLACES];

        /** Without the zeros at its end. */
        private List<Long> spread() {
            int used = PLACES;
            while (used > 0 && spread[used - 1] == 0) {
                used--;
            }
            return Arrays.stream(spread, 0, used).boxed().toList();
        }
    }

    private final Map<Key, Cell> cells = new LinkedHashMap<>();

    /** @param took from the beginning of the copy to its proof */
    public synchronized void flipped(String kind, long bytes, Duration took) {
        Cell cell = cell(new Key(kind, FLIPPED, NO_LABEL));
        cell.amount++;
        cell.bytes += bytes;
        cell.spread[place(took.toMillis())]++;
    }

    public synchronized void failed(String kind, FailureCode code) {
        cell(new Key(kind, FAILED, code.name())).amount++;
    }

    /** 0 for less than 1 ms, 1 for less than 2 ms, 2 for less than 4 ms, … */
    private static int place(long millis) {
        return Math.min(PLACES - 1, Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, millis)));
    }

    private Cell cell(Key key) {
        return cells.computeIfAbsent(key, unused -> new Cell());
    }

    public synchronized boolean isEmpty() {
        return cells.isEmpty();
    }

    /** Takes what was done, to be written. */
    synchronized List<Entry> take() {
        List<Entry> taken = new ArrayList<>();
        cells.forEach((key, cell) ->
                taken.add(new Entry(key.kind(), key.measure(), key.label(), cell.amount, cell.bytes, cell.spread())));
        cells.clear();
        return taken;
    }

    /** For the next time: it could not be written. */
    synchronized void giveBack(List<Entry> taken) {
        for (Entry entry : taken) {
            Cell cell = cell(new Key(entry.kind(), entry.measure(), entry.label()));
            cell.amount += entry.amount();
            cell.bytes += entry.bytes();
            for (int place = 0; place < entry.spread().size(); place++) {
                cell.spread[place] += entry.spread().get(place);
            }
        }
    }
}
