package io.nfs2s3.app;

/** Which build this is. */
public final class Version {
    /** That of the pom, without {@code -SNAPSHOT}. */
    public static final String NUMBER = "0.1.0";

    private Version() {}
}
