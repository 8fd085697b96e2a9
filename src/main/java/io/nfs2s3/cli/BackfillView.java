package io.nfs2s3.cli;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;

/**
 * Shows how far a run is: a bar on a terminal, an event a second for a script, otherwise a plain line a minute.
 * What the run waits for is told when that begins, and once it ends.
 */
final class BackfillView implements LiveProgress.View {
    private final PrintWriter to;
    private final boolean json;
    private final long run;
    private final long expected;
    private final RunProgress progress;
    private boolean waited;

    /** @param expected how many names the last run of the same came upon; below 0 when nobody knows */
    BackfillView(PrintWriter to, boolean json, long run, long expected, RunProgress progress) {
        this.to = to;
        this.json = json;
        this.run = run;
        this.expected = expected;
        this.progress = progress;
    }

    @Override
    public void show(ProgressBar bar) {
        bar.stepTo(progress.looked());
        String waits = progress.waits();
        bar.setExtraMessage(waits.isEmpty() ? summary() : "waits: " + waits);
    }

    @Override
    public void print(int tick, double seconds) {
        long looked = progress.looked();
        String waits = progress.waits();
        if (json) {
            if (tick % LiveProgress.TICKS_OF_SECOND == 0) {
                to.println(ReportJson.write(event(looked, looked / seconds, waits)));
            }
        } else if (waits.isEmpty() == waited) { // once when it begins and once when it ends: its numbers change
            to.println(waits.isEmpty() ? "backfill: goes on" : "backfill: waits: " + waits);
            waited = !waits.isEmpty();
        } else if (tick % LiveProgress.TICKS_OF_LINE == 0) {
            to.println(String.format(
                    Locale.ROOT, "backfill: %,d names, %,.0f/s; %s", looked, looked / seconds, summary()));
        }
    }

    private String summary() {
        RunCounts counts = progress.counts();
        return String.format(
                Locale.ROOT,
                "%,d registered, %,d known, %,d skipped, %,d bad, %,d sent",
                counts.done(),
                counts.unchanged(),
                counts.skipped(),
                counts.failed(),
                progress.sent());
    }

    private Map<String, Object> event(long looked, double rate, String waits) {
        Map<String, Object> fields = BackfillFields.of("progress", progress.counts());
        fields.put("run", run);
        fields.put("names", looked);
        fields.put("namesPerSecond", Math.round(rate));
        fields.put("namesExpected", expected);
        fields.put("sent", progress.sent());
        fields.put("waits", waits);
        return fields;
    }
}
