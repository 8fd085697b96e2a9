package io.nfs2s3.media;

import java.util.concurrent.CompletionException;

/** What futures failed with. */
public final class FutureErrors {
    private FutureErrors() {}

    /** The error itself, without the wrappers that each stage of a future may put around it. */
    public static Throwable cause(Throwable thrown) {
        Throwable error = thrown;
        while (error instanceof CompletionException && error.getCause() != null) {
            error = error.getCause();
        }
        return error;
    }
}
