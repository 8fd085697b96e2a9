package io.nfs2s3.doctor;

import io.nfs2s3.doctor.Finding.Level;

/**
 * What a look says.
 *
 * @param detail what was found, in one line
 * @param remedy what to do about it; empty where nothing is to be done
 */
public record Answer(Level level, String detail, String remedy) {
    private static final String BETWEEN = "; ";

    public static Answer good(String detail) {
        return new Answer(Level.OK, detail, "");
    }

    /** Something should be done, and nfs2s3 works without. */
    public static Answer warning(String detail, String remedy) {
        return new Answer(Level.WARNING, detail, remedy);
    }

    /** The same, of a text that says what to do behind its first semicolon. */
    public static Answer warning(String text) {
        return told(Level.WARNING, text);
    }

    /** nfs2s3 does not work like this. */
    public static Answer broken(String detail, String remedy) {
        return new Answer(Level.BROKEN, detail, remedy);
    }

    /** The same, of a text that says what to do behind its first semicolon. */
    public static Answer broken(String text) {
        return told(Level.BROKEN, text);
    }

    /** Detail and remedy in one. */
    public String text() {
        return remedy.isEmpty() ? detail : detail + BETWEEN + remedy;
    }

    private static Answer told(Level level, String text) {
        int end = text.indexOf(BETWEEN);
        return end < 0
                ? new Answer(level, text, "")
                : new Answer(level, text.substring(0, end), text.substring(end + BETWEEN.length()));
    }

    /** It was not found out, and nfs2s3 works without knowing. */
    public static Answer leftOut(String detail, String remedy) {
        return new Answer(Level.LEFT_OUT, detail, remedy);
    }
}
