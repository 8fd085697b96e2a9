package io.nfs2s3.inventory;

import io.nfs2s3.media.ErrorText;
import java.io.IOException;
import java.nio.file.Path;

/** Where Java keeps temporary files, and what to do when it takes no more. */
public final class TemporaryFolder {
    private TemporaryFolder() {}

    /** As {@code java.io.tmpdir} names it. */
    public static Path path() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * What to tell an operator.
     *
     * @param what was to be kept there
     */
    public static IllegalArgumentException failed(String what, IOException error) {
        return failed(what, path(), error);
    }

    static IllegalArgumentException failed(String what, Path folder, IOException error) {
        return new IllegalArgumentException(
                what + " cannot be kept in " + folder + ": " + ErrorText.ofRoot(error)
                        + "; make room there, or name another folder: NFS2S3_JAVA_OPTS=-Djava.io.tmpdir=DIR",
                error);
    }
}
