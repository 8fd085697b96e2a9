package io.nfs2s3.media;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What futures failed with, without the wrappers that futures put around it. */
public final class FutureErrors {
    private FutureErrors() {}

    /** Waits for a future. @throws RuntimeException the one that it failed with, itself */
    public static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw cause(e) instanceof RuntimeException own ? own : e;
        }
    }

    /** The error itself; each stage of a future may have wrapped it. */
    public static Throwable cause(Throwable thrown) {
        Throwable error = thrown;
        while (error instanceof CompletionException && error.getCause() != null) {
            error = error.getCause();
        }
        return error;
    }
}
