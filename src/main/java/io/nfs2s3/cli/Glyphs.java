package io.nfs2s3.cli;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The characters of bars and sparklines: ASCII where the terminal may show no others. */
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

    /** Those of the locale. */
    static Glyphs ofLocale() {
        return "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? UNICODE : ASCII;
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

    /** A line of so many characters at most; one that is cut off says so. */
    String cut(String line, int width) {
        if (line.codePointCount(0, line.length()) <= width) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, width - 1)) + more;
    }
}
