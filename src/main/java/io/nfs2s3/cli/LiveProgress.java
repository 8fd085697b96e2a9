package io.nfs2s3.cli;

import io.nfs2s3.resilience.DaemonThreads;
import java.io.PrintWriter;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far long work is: a bar on a terminal, otherwise lines. */
final class LiveProgress implements AutoCloseable {
    static final int TICKS_OF_SECOND = 4;
    static final int TICKS_OF_LINE = 60 * TICKS_OF_SECOND;
    private static final long TICK_MILLIS = 1_000 / TICKS_OF_SECOND;

    /** What is shown at each tick, on one thread. */
    interface View {
        void show(ProgressBar bar);

        /**
         * Without a bar.
         *
         * @param tick from 1
         * @param seconds since the work began
         */
        void print(int tick, double seconds);
    }

    /** A plain line a minute, which no log is flooded by. */
    record Count(PrintWriter err, String task, String unit, long expected, LongSupplier done) implements View {
        @Override
        public void show(ProgressBar bar) {
            long now = done.getAsLong();
            bar.maxHint(Math.max(expected, now));
            bar.stepTo(now);
        }

        @Override
        public void print(int tick, double seconds) {
            if (tick % TICKS_OF_LINE == 0) {
                long now = done.getAsLong();
                err.printf(
                        "%s: %d of %d %s, %.0f %s/s%n", task, now, Math.max(expected, now), unit, now / seconds, unit);
            }
        }
    }

    private final View view;
    private final @Nullable ProgressBar bar;
    private final ScheduledExecutorService clock;
    private final ScheduledFuture<?> ticking;
    private final long started = System.nanoTime();
    private int tick;

    /** @param expected how many files there are; more may come */
    LiveProgress(PrintWriter err, String task, long expected, LongSupplier done) {
        this(err, task, "files", expected, done);
    }

    /** @param unit what is counted */
    LiveProgress(PrintWriter err, String task, String unit, long expected, LongSupplier done) {
        this(task, unit, expected, Terminal.isThere(), new Count(err, task, unit, expected, done));
    }

    /** @param expected below 0 when nobody knows */
    LiveProgress(String task, String unit, long expected, boolean asBar, View view) {
        this.view = view;
        this.bar = asBar
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(expected)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(" " + unit, 1)
                        .showSpeed()
                        .build()
                : null;
        this.clock = DaemonThreads.clock("nfs2s3-progress");
        this.ticking = clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (bar != null) {
            view.show(bar);
        } else {
            view.print(++tick, Math.max(0.001, (System.nanoTime() - started) / 1e9));
        }
    }

    /** Shows the last figure on the bar. */
    @Override
    public void close() {
        if (ticking.isCancelled()) {
            return;
        }
        ticking.cancel(false);
        clock.shutdownNow();
        if (bar != null) {
            view.show(bar);
            bar.close();
        }
    }
}
