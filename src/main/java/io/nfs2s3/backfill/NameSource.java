package io.nfs2s3.backfill;

import io.nfs2s3.source.ScanEntry;
import java.util.function.Consumer;

/** Where a backfill's names come from. */
@FunctionalInterface
public interface NameSource {
    /**
     * Streams all names, and blocks until the last was taken. The memory does not grow with their number.
     *
     * @param each called on the caller's thread, for one name after the other; an exception of it ends the stream, and
     *     is passed on after everything was closed
     */
    void forEach(Consumer<ScanEntry> each);
}
