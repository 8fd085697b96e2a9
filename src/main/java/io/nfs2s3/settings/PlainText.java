package io.nfs2s3.settings;

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
}
