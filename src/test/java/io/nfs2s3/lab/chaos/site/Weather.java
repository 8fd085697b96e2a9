package io.nfs2s3.lab.chaos.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Plays windows of faults on a site, one after the other, with good times between them. */
public final class Weather {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration RECOVERY = Duration.ofSeconds(4);
    private final ChaosSite site;
    private final List<Window> windows;
    private final Reporter reporter;

    public Weather(ChaosSite site, List<Window> windows, Reporter reporter) {
        this.site = site;
        this.windows = windows;
        this.reporter = reporter;
    }

    /**
     * Plays them; all is well again when it returns.
     *
     * @param progress asked for after each window
     */
    public void play(Supplier<String> progress) {
        int number = 0;
        for (Window window : windows) {
            site.awaitSent(RECOVERY); // so that the next fault meets uploads on their straight way
            pass(window.calm());
            play(window);
            number++;
            reporter.step("window " + number + " of " + windows.size() + ": " + window + "; " + progress.get());
        }
    }

    private void play(Window window) {
        Random random = new Random(window.seed());
        List<Fault> begun = new ArrayList<>();
        try {
            for (Fault fault : window.faults()) {
                begun.add(fault);
                fault.begin(site, random);
            }
            long end = System.nanoTime() + window.length().toNanos();
            while (System.nanoTime() < end) {
                pass(STEP);
                begun.forEach(fault -> fault.again(site));
            }
        } finally {
            begun.forEach(fault -> fault.end(site));
            site.heal();
        }
        begun.forEach(fault -> fault.mend(site));
    }

    /** A fault has to last; there is nothing to wait for. */
    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
        }
    }
}
