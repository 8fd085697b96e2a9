package io.nfs2s3.doctor;

/**
 * What one check found.
 *
 * @param code of the check; stays the same from release to release, and has a row in docs/doctor.md
 * @param subject what was looked at, for a person
 * @param detail what was found
 * @param remedy what to do about it; empty where nothing is to be done
 */
public record Finding(String code, String subject, Level level, String detail, String remedy) {
    /** How much it matters. */
    public enum Level {
        /** It is as it should be. */
        OK,
        /** nfs2s3 works, and something should be done. */
        WARNING,
        /** nfs2s3 does not work, or would lose something: the daemon does not start. */
        BROKEN
    }

    /** Whether nfs2s3 can work with it. */
    public boolean ok() {
        return level != Level.BROKEN;
    }

    /** Detail and remedy in one. */
    public String text() {
        return remedy.isEmpty() ? detail : detail + "; " + remedy;
    }
}
