package io.nfs2s3.cli;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.runs.RunProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Shows how far a roll back is, as {@link BackfillView} does for a backfill. */
final class RollbackView implements LiveProgress.View {
    private final PrintWriter to;
    private final boolean json;
    private final boolean undo;
    private final RunProgress progress;
    private boolean waited;

    RollbackView(PrintWriter to, boolean json, boolean undo, RunProgress progress) {
        this.to = to;
        this.json = json;
        this.undo = undo;
        this.progress = progress;
    }

    @Override
    public void show(ProgressBar bar) {
        bar.stepTo(progress.looked());
        String waits = progress.waits();
        bar.setExtraMessage(waits.isEmpty() ? RollbackText.counts(undo, progress.counts()) : "waits: " + waits);
    }

    @Override
    public void print(int tick, double seconds) {
        String waits = progress.waits();
        if (json) {
            if (tick % LiveProgress.TICKS_OF_SECOND == 0) {
                to.println(ReportJson.write(event(seconds, waits)));
            }
        } else if (waits.isEmpty() == waited) { // once when it begins and once when it ends
            to.println(waits.isEmpty() ? "rollback: goes on" : "rollback: waits: " + waits);
            waited = !waits.isEmpty();
        } else if (tick % LiveProgress.TICKS_OF_LINE == 0) {
            to.println(String.format(
                    Locale.ROOT,
                    "rollback: %,d files, %,.0f/s; %s",
                    progress.looked(),
                    progress.looked() / seconds,
                    RollbackText.counts(undo, progress.counts())));
        }
    }

    private Map<String, @Nullable Object> event(double seconds, String waits) {
        Map<String, @Nullable Object> fields = RollbackFields.of("progress", progress.counts());
        fields.put("files", progress.looked());
        fields.put("filesPerSecond", Math.round(progress.looked() / seconds));
        fields.put("sent", progress.sent());
        fields.put("waits", waits);
        return fields;
    }
}
