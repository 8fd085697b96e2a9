package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.lifecycle.NameList;
import io.nfs2s3.runs.RunProgress;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * What a process does with a run, and who looks on.
 *
 * @param names of a selection by a list; not asked otherwise
 * @param rate files a second, asked again and again; 0 for no limit
 * @param progress told how far it is
 * @param refused told of each file that is left as it is, on the caller's thread
 * @param goesOn asked again and again; false stops the run so that it can be resumed
 */
public record RollbackWork(
        RollbackSelection selection,
        NameList names,
        IntSupplier rate,
        RunProgress progress,
        Consumer<Refused> refused,
        BooleanSupplier goesOn) {
    private static final int READ_AT_ONCE = 20;

    /** How many files are proved before they are changed: what takes a second or so, for a proof grows old. */
    int atOnce() {
        int now = rate.getAsInt();
        int most = selection.read() ? READ_AT_ONCE : Integer.MAX_VALUE;
        return now == 0 ? most : Math.min(now, most);
    }
}
