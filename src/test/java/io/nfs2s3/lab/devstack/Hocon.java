package io.nfs2s3.lab.devstack;

/** Writes settings files. */
public final class Hocon {
    private Hocon() {}

    /** A value as a HOCON string. */
    public static String quoted(Object value) {
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
