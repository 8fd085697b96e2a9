package io.nfs2s3.worker;

import io.nfs2s3.storage.StoreLoad;

/** How many files may be in flight, and what it goes by. Told on threads that must not be held up. */
interface FlightLimit extends StoreLoad.Listener {
    /** Files that may be in flight now. */
    int now();

    /**
     * A file was copied and proved.
     *
     * @param nanos since it had its permit
     */
    default void copied(long nanos, long bytes) {}

    /** A batch of pointers was flipped, in one statement. */
    default void flipped(long nanos) {}

    /** What depends on the last minute is forgotten: there was an outage. */
    default void restart() {}
}
