package io.nfs2s3.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Puts entries on one screen. An entry that is longer than a line goes on below it; what has no room is shortened, then left
 * out, the least important first. Not thread-safe.
 */
final class ScreenLines {
    private static final LineWrap WRAP = new LineWrap(LineWrap.COLUMNS, true);

    /** A terminal has 24, and the prompt stands on the last one. */
    static final int LINES = 23;

    /** Where the text of an entry begins, behind its name. */
    private static final int TEXT = 11;

    /** Of an entry that belongs to the one above it. */
    private static final int BELOW = 4;

    private static final char NO_BREAK = '\u00a0';

    /** How soon an entry is left out. */
    enum Rank {
        ALWAYS,
        PROBLEM,
        WORK,
        DETAIL,
        ASIDE
    }

    /** Its lines are taken away from the end. */
    private record Entry(Rank rank, List<String> lines) {}

    private final Glyphs glyphs;
    private final List<Entry> entries = new ArrayList<>();

    ScreenLines(Glyphs glyphs) {
        this.glyphs = glyphs;
    }

    /** Words that are not parted at the end of a line. */
    static String together(String words) {
        return words.replace(' ', NO_BREAK);
    }

    /** @param text with its name in the first eleven columns, or behind two spaces */
    void add(Rank rank, String text) {
        entries.add(new Entry(rank, wrapped(text.replace('\t', ' '), text.startsWith("  ") ? BELOW : TEXT)));
    }

    private static List<String> wrapped(String text, int indent) {
        int head = Math.min(indent, text.length());
        List<String> lines =
                WRAP.lines(text.substring(0, head), " ".repeat(indent), LineWrap.words(text.substring(head)));
        lines.replaceAll(ScreenLines::printed);
        return lines;
    }

    private static String printed(String line) {
        return line.replace(NO_BREAK, ' ').stripTrailing();
    }

    /** All that has room. */
    List<String> shown() {
        for (Rank rank : List.of(Rank.ASIDE, Rank.DETAIL, Rank.WORK)) {
            shorten(entry -> entry.rank() == rank);
            leaveOut(rank);
        }
        shorten(entry -> true);
        leaveOut(Rank.PROBLEM);
        return entries.stream().flatMap(entry -> entry.lines().stream()).toList();
    }

    private boolean isTooMuch() {
        return entries.stream().mapToInt(entry -> entry.lines().size()).sum() > LINES;
    }

    /** Takes the last line of the longest one, again and again, but never the first line of any. */
    private void shorten(Predicate<Entry> which) {
        while (isTooMuch()) {
            Optional<Entry> longest = entries.stream()
                    .filter(which)
                    .filter(entry -> entry.lines().size() > 1)
                    .max(Comparator.comparingInt(entry -> entry.lines().size()));
            if (longest.isEmpty()) {
                return;
            }
            List<String> lines = longest.get().lines();
            String last = lines.remove(lines.size() - 1);
            int above = lines.size() - 1;
            lines.set(above, glyphs.cut(lines.get(above) + " " + last.strip(), LineWrap.COLUMNS));
        }
    }

    /** The last one of a rank, again and again. */
    private void leaveOut(Rank rank) {
        for (int i = entries.size() - 1; i >= 0 && isTooMuch(); i--) {
            if (entries.get(i).rank() == rank) {
                entries.remove(i);
            }
        }
    }
}
