package io.nfs2s3.lifecycle;

import io.nfs2s3.source.ScanEntry;
import java.util.function.Consumer;

/** A list of paths, as an operator gives it. */
@FunctionalInterface
public interface NameList {
    /**
     * Streams all names, and blocks until the last was taken.
     *
     * @param each called on the caller's thread; an exception of it ends the stream, and is passed on
     */
    void forEach(Consumer<ScanEntry> each);
}
