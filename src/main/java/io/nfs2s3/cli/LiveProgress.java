package io.nfs2s3.cli;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far long work is: a bar on a terminal, otherwise a plain line every five seconds. */
final class LiveProgress implements AutoCloseable {
    private static final long BAR_MILLIS = 250;
    private static final long LINE_MILLIS = 5_000;
    private final PrintWriter err;
    private final String task;
    private final String unit;
    private final long expected;
    private final LongSupplier done;
    private final @Nullable ProgressBar bar;
    private final ScheduledExecutorService clock;
    private final ScheduledFuture<?> tick;
    private final long started = System.nanoTime();

    /** @param expected how many files there are; more may come */
    LiveProgress(PrintWriter err, String task, long expected, LongSupplier done) {
        this(err, task, "files", expected, done);
    }

    /** @param unit what is counted */
    LiveProgress(PrintWriter err, String task, String unit, long expected, LongSupplier done) {
        this.err = err;
        this.task = task;
        this.unit = unit;
        this.expected = expected;
        this.done = done;
        boolean terminal = Terminal.isThere();
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(expected)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(" " + unit, 1)
                        .showSpeed()
                        .build()
                : null;
        this.clock = Executors.newSingleThreadScheduledExecutor(action -> {
            Thread thread = new Thread(action, "nfs2s3-progress");
            thread.setDaemon(true);
            return thread;
        });
        long millis = terminal ? BAR_MILLIS : LINE_MILLIS;
        this.tick = clock.scheduleAtFixedRate(this::show, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void show() {
        long now = done.getAsLong();
        if (bar != null) {
            bar.maxHint(Math.max(expected, now));
            bar.stepTo(now);
        } else {
            double seconds = Math.max(0.001, (System.nanoTime() - started) / 1e9);
            err.printf("%s: %d of %d %s, %.0f %s/s%n", task, now, Math.max(expected, now), unit, now / seconds, unit);
        }
    }

    /** Shows the last figure. */
    @Override
    public void close() {
        if (tick.isCancelled()) {
            return;
        }
        tick.cancel(false);
        clock.shutdownNow();
        if (bar != null) {
            show();
            bar.close();
        }
    }
}
