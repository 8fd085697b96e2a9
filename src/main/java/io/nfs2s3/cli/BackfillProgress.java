package io.nfs2s3.cli;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.backfill.RunProgress;
import io.nfs2s3.catalog.BackfillCounts;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is: a bar on a terminal, an event a second for a script, otherwise a plain line every five seconds.
 * What the run waits for is told when that begins.
 */
final class BackfillProgress implements AutoCloseable {
    private static final long TICK_MILLIS = 250;
    private static final int TICKS_OF_EVENT = 4;
    private static final int TICKS_OF_LINE = 20;
    private final PrintWriter to;
    private final boolean json;
    private final long run;
    private final long expected;
    private final RunProgress progress;
    private final @Nullable ProgressBar bar;
    private final ScheduledExecutorService clock;
    private final ScheduledFuture<?> tick;
    private final long started = System.nanoTime();
    private int ticks;
    private String waited = "";

    /** @param expected how many names the last run of the same came upon; below 0 when nobody knows */
    BackfillProgress(PrintWriter to, boolean json, long run, long expected, RunProgress progress) {
        this.to = to;
        this.json = json;
        this.run = run;
        this.expected = expected;
        this.progress = progress;
        this.bar = !json && Terminal.isThere()
                ? new ProgressBarBuilder()
                        .setTaskName("backfill")
                        .setInitialMax(expected)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(" files", 1)
                        .showSpeed()
                        .build()
                : null;
        this.clock = Executors.newSingleThreadScheduledExecutor(action -> {
            Thread thread = new Thread(action, "nfs2s3-progress");
            thread.setDaemon(true);
            return thread;
        });
        this.tick = clock.scheduleAtFixedRate(this::show, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void show() {
        long looked = progress.looked();
        String waits = progress.waits();
        ticks++;
        if (bar != null) {
            bar.stepTo(looked);
            bar.setExtraMessage(waits.isEmpty() ? summary() : "waits: " + waits);
        } else if (json) {
            if (ticks % TICKS_OF_EVENT == 0) {
                to.println(ReportJson.write(event(looked, waits)));
            }
        } else {
            if (!waits.equals(waited)) {
                to.println(waits.isEmpty() ? "backfill: goes on" : "backfill: waits: " + waits);
                waited = waits;
            } else if (ticks % TICKS_OF_LINE == 0) {
                to.println(String.format(
                        Locale.ROOT, "backfill: %,d names, %,.0f/s; %s", looked, rate(looked), summary()));
            }
        }
    }

    private String summary() {
        BackfillCounts counts = progress.counts();
        return String.format(
                Locale.ROOT,
                "%,d registered, %,d known, %,d skipped, %,d bad, %,d sent",
                counts.registered(),
                counts.known(),
                counts.skipped(),
                counts.bad(),
                progress.sent());
    }

    private Map<String, Object> event(long looked, String waits) {
        Map<String, Object> fields = BackfillText.fields("progress", progress.counts());
        fields.put("run", run);
        fields.put("names", looked);
        fields.put("namesPerSecond", Math.round(rate(looked)));
        fields.put("namesExpected", expected);
        fields.put("sent", progress.sent());
        fields.put("waits", waits);
        return fields;
    }

    private double rate(long looked) {
        return looked / Math.max(0.001, (System.nanoTime() - started) / 1e9);
    }

    @Override
    public void close() {
        tick.cancel(false);
        clock.shutdownNow();
        if (bar != null) {
            bar.close();
        }
    }
}
