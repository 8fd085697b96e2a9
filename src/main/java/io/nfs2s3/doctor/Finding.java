package io.nfs2s3.doctor;

/**
 * What one check found.
 *
 * @param subject what was looked at, for a person
 * @param detail what was found, or the cause of what is wrong
 * @param remedy what to do about it; empty where nothing is to be done
 */
public record Finding(CheckCode code, String subject, Level level, String detail, String remedy) {
    /** How much it matters. */
    public enum Level {
        /** It is as it should be. */
        OK("ok"),
        /** It was not found out. */
        LEFT_OUT("left out"),
        /** nfs2s3 works, and something should be done. */
        WARNING("warning"),
        /** nfs2s3 does not work, or would lose something: the daemon does not start. */
        BROKEN("error");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        /** As a person reads it. */
        public String word() {
            return word;
        }
    }

    /** Whether nfs2s3 can work with it. */
    public boolean ok() {
        return level != Level.BROKEN;
    }

    /** Whether something is to be done: it is neither as it should be nor left out. */
    public boolean isTrouble() {
        return level == Level.WARNING || level == Level.BROKEN;
    }

    /** Detail and remedy in one. */
    public String text() {
        return new Answer(level, detail, remedy).text();
    }
}
