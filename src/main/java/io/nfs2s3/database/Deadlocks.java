package io.nfs2s3.database;

import java.util.function.Supplier;

/** Repeats what a deadlock ended. It loses nothing: the same batch, in the same order, is run again. */
public final class Deadlocks {
    private static final int TRIES = 5;

    private Deadlocks() {}

    /** @param work a transaction of its own */
    public static <T> T retrying(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == TRIES || !DatabaseErrors.isDeadlock(e)) {
                    throw e;
                }
            }
        }
    }
}
