package io.nfs2s3.doctor;

import io.nfs2s3.doctor.Finding.Level;

/**
 * What a look says.
 *
 * @param detail what was found, in one line
 * @param remedy what to do about it; empty where nothing is to be done
 */
public record Answer(Level level, String detail, String remedy) {
    public static Answer good(String detail) {
        return new Answer(Level.OK, detail, "");
    }

    /** Something should be done, and nfs2s3 works without. */
    public static Answer warning(String detail, String remedy) {
        return new Answer(Level.WARNING, detail, remedy);
    }

    /** nfs2s3 does not work like this. */
    public static Answer broken(String detail, String remedy) {
        return new Answer(Level.BROKEN, detail, remedy);
    }
}
