package io.nfs2s3.cli;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jline.utils.WCWidth;

/** The characters of bars and sparklines, ASCII where the terminal may show no others, and how wide text is on a terminal. */
enum Glyphs {
    UNICODE("\u2588", "\u2591", "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588", "\u2026"),
    ASCII("#", ".", "_.:-=+*#", ">");

    private final String full;
    private final String empty;
    private final String steps;
    private final String more;

    Glyphs(String full, String empty, String steps, String more) {
        this.full = full;
        this.empty = empty;
        this.steps = steps;
        this.more = more;
    }

    /** Those that the terminal shows. The start script tells: it gives Java a UTF-8 locale wherever the terminal has none. */
    static Glyphs ofTerminal() {
        return Boolean.getBoolean("nfs2s3.ascii") || !"UTF-8".equals(System.getProperty("sun.jnu.encoding"))
                ? ASCII
                : UNICODE;
    }

    /** How many columns a text takes: two for a wide character, as in Chinese, and none for an accent of its own. */
    static int width(String text) {
        return text.codePoints().map(Glyphs::width).sum();
    }

    private static int width(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint)); // below 0 for control characters
    }

    /** As much of the beginning of a text as so many columns hold. */
    static String beginning(String text, int columns) {
        int left = columns;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            left -= width(codePoint);
            if (left < 0) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end);
    }

    /** @param part of 1; full only when it is all */
    String bar(double part, int width) {
        int done = (int) Math.floor(Math.max(0, Math.min(1, part)) * width);
        return full.repeat(done) + empty.repeat(width - done);
    }

    /** One character for each value: its height beside the greatest. */
    String sparkline(List<Long> values) {
        long most = values.isEmpty() ? 0 : Collections.max(values);
        return values.stream()
                .map(value -> most == 0 ? 0 : (int) Math.ceil((steps.length() - 1.0) * value / most))
                .map(step -> steps.substring(step, step + 1))
                .collect(Collectors.joining());
    }

    /** A line of so many columns at most; one that is cut off says so. */
    String cut(String line, int columns) {
        return width(line) <= columns ? line : beginning(line, columns - 1) + more;
    }
}
