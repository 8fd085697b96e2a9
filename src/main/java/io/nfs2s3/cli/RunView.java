package io.nfs2s3.cli;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.runs.RunProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is: a bar on a terminal, an event a second for a script, otherwise a plain line a minute.
 * What the run waits for is told when that begins, and once it ends.
 */
final class RunView implements LiveProgress.View {
    /**
     * How a kind of runs is called.
     *
     * @param group the command
     * @param unit what is counted: {@code names}
     * @param summary the counts in words
     * @param event the counts as the fields of an event
     */
    record Words(String group, String unit, Supplier<String> summary, Supplier<Map<String, @Nullable Object>> event) {}

    private final PrintWriter to;
    private final boolean json;
    private final RunProgress progress;
    private final Words words;
    private boolean waited;

    RunView(PrintWriter to, boolean json, RunProgress progress, Words words) {
        this.to = to;
        this.json = json;
        this.progress = progress;
        this.words = words;
    }

    @Override
    public void show(ProgressBar bar) {
        bar.stepTo(progress.looked());
        String waits = progress.waits();
        bar.setExtraMessage(waits.isEmpty() ? words.summary().get() : "waits: " + waits);
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
            to.println(words.group() + (waits.isEmpty() ? ": goes on" : ": waits: " + waits));
            waited = !waits.isEmpty();
        } else if (tick % LiveProgress.TICKS_OF_LINE == 0) {
            to.println(String.format(
                    Locale.ROOT,
                    "%s: %,d %s, %,.0f/s; %s",
                    words.group(),
                    looked,
                    words.unit(),
                    looked / seconds,
                    words.summary().get()));
        }
    }

    private Map<String, @Nullable Object> event(long looked, double rate, String waits) {
        Map<String, @Nullable Object> fields = words.event().get();
        fields.put(words.unit(), looked);
        fields.put(words.unit() + "PerSecond", Math.round(rate));
        fields.put("sent", progress.sent());
        fields.put("waits", waits);
        return fields;
    }
}
