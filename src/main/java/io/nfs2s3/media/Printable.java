package io.nfs2s3.media;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Text that others chose, such as a path, as it may stand in a log or on a terminal: it ends no line, moves no cursor and
 * turns no reading direction.
 *
 * <p>What would is shown by the bytes of its UTF-8, each as {@code \xNN}: {@code printf %b} makes the text of it again.
 */
public final class Printable {
    private Printable() {}

    /** One line: all but tabs is shown that is a control character, ends a line, turns the direction, or is half a pair. */
    public static String line(String text) {
        if (text.codePoints().noneMatch(Printable::isHarmful)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> append(shown, c));
        return shown.toString();
    }

    /** JSON without line breaks: what is harmful can only be in its strings, and is escaped there as JSON has it. */
    public static String json(String json) {
        StringBuilder shown = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (isHarmful(c)) {
                for (char half : Character.toChars(c)) {
                    shown.append(String.format(Locale.ROOT, "\\u%04X", (int) half));
                }
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** Appends one character, shown if it has to be. */
    public static void append(StringBuilder shown, int codePoint) {
        if (!isHarmful(codePoint)) {
            shown.appendCodePoint(codePoint);
        } else if (Character.getType(codePoint) == Character.SURROGATE) {
            shown.append(String.format(Locale.ROOT, "\\u%04X", codePoint));
        } else {
            for (byte each : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                appendByte(shown, each);
            }
        }
    }

    /** Appends a byte that is no text. */
    public static void appendByte(StringBuilder shown, byte value) {
        shown.append(String.format(Locale.ROOT, "\\x%02X", value & 0xFF));
    }

    static boolean isHarmful(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> codePoint != '\t';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            case Character.FORMAT -> turns(codePoint);
            default -> false;
        };
    }

    /** Marks, embeddings, overrides and isolates of the reading direction. */
    private static boolean turns(int codePoint) {
        return codePoint == 0x061C
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }
}
