package io.nfs2s3.settings;

import java.util.Locale;

/** A value of one line, with no blank at its ends. */
final class PlainText {
    private PlainText() {}

    /**
     * Refuses another one.
     *
     * @param what names the key and the value
     * @throws IllegalArgumentException when it is another; says what would be right
     */
    static void require(String what, String text) {
        if (!text.equals(text.strip())) {
            throw new IllegalArgumentException(what + " has a blank at its beginning or end: leave it out");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " has a line break or another control character: leave it out");
        }
    }

    /** Any value in one line. */
    static String shown(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints()
                .forEach(c -> shown.append(
                        Character.isISOControl(c) ? String.format(Locale.ROOT, "\\u%04X", c) : Character.toString(c)));
        return shown.toString();
    }
}
