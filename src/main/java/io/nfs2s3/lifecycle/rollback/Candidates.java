package io.nfs2s3.lifecycle.rollback;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** The files that a run is about. */
interface Candidates {
    /** Repeats a call to the database, or does not. */
    @FunctionalInterface
    interface Patience {
        <T> T with(Supplier<T> call);
    }

    /** Tells of all of them, a few hundred at a time, on the caller's thread. The memory does not grow with their number. */
    void forEach(Patience patience, Consumer<Page> each);
}
