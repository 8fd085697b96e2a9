package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.runs.RunProgress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What a process does with a recovery, and who looks on.
 *
 * @param site the id of the site whose objects are taken up
 * @param rested how long the site has rested until it is asked; zero where it does not rest yet
 * @param rate files a second, asked again and again; 0 for no limit
 * @param progress told how far it is
 * @param listed told of each object of the listing that is read at first
 * @param each told of each file that is not as it should be, on the caller's thread
 * @param goesOn asked again and again; false stops it so that it can be resumed
 */
public record RecoverWork(
        String site,
        Supplier<Duration> rested,
        IntSupplier rate,
        RunProgress progress,
        Runnable listed,
        Consumer<Judged> each,
        BooleanSupplier goesOn) {
    /** What takes a second or so: a proof grows old. */
    private static final int PAGE = 200;

    int atOnce() {
        int now = rate.getAsInt();
        return now == 0 ? PAGE : Math.min(now, PAGE);
    }
}
