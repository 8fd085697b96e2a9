package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.runs.RunProgress;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * What a process does with a run, and who looks on.
 *
 * @param rate objects a second that are looked at, asked again and again; 0 for no limit
 * @param progress told how far it is
 * @param tally told what it did
 * @param left told of each object that is left as it is, on the caller's thread
 * @param goesOn asked again and again; false stops the run so that it can be resumed
 */
public record AdoptWork(
        AdoptSelection selection,
        IntSupplier rate,
        RunProgress progress,
        AdoptTally tally,
        Consumer<Left> left,
        BooleanSupplier goesOn) {
    /** As many as the readers of the mount take at once. */
    private static final int AT_ONCE = 64;

    /** How many bytes of originals are read before pointers are set: what takes some seconds. */
    static final long BYTES_AT_ONCE = 1024L * 1024 * 1024;

    /** How many objects are proved before their pointers are set: what takes a second or so. */
    int atOnce() {
        int now = rate.getAsInt();
        return now == 0 ? AT_ONCE : Math.min(now, AT_ONCE);
    }

    void tell(List<Left> all) {
        tally.left(all);
        all.forEach(left);
    }
}
