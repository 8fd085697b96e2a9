package io.nfs2s3.media;

/** A string that is not a media path; the message quotes it and says what is wrong with it. */
public final class InvalidMediaPathException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 120;

    InvalidMediaPathException(String value, String reason) {
        super("not a media path: \"" + shown(value) + "\": " + reason);
    }

    private static String shown(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints().limit(SHOWN).forEach(c -> shown.appendCodePoint(isHidden(c) ? '\uFFFD' : c));
        return value.codePointCount(0, value.length()) > SHOWN
                ? shown.append('…').toString()
                : shown.toString();
    }

    private static boolean isHidden(int c) {
        return c == '\t' || Printable.isHarmful(c);
    }
}
