package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.HookBudget;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.Weather;
import io.nfs2s3.lab.chaos.site.Window;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.upload.UploadHook;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Uploads while windows of faults pass over the site, with a daemon that drains and replays meanwhile. */
final class Storm {
    private final ChaosSite site;
    private final Reporter reporter;

    Storm(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    /** @param lateness of the calls; the rest of the score is open */
    record Outcome(List<Call> calls, Score lateness) {}

    /** Returns when all uploads are made, all is well, and outbox and spool are empty (or do not become so). */
    Outcome rage(List<List<String>> plan, List<Window> windows) {
        try (JavaProcess daemon = site.daemonThatIsUp();
                UploadHook hook = site.application().hook();
                StallMeter stalls = StallMeter.start()) {
            hook.fileUploaded("audio/first.jpg"); // opens connections and loads classes
            Uploads uploads = new Uploads(hook);
            List<Call> calls = rage(uploads, plan, windows);
            site.awaitDrained();
            if (!daemon.isRunning()) {
                throw new IllegalStateException("the daemon ended by itself: " + daemon.output());
            }
            return new Outcome(calls, lateness(calls, windows.size(), stalls));
        }
    }

    private List<Call> rage(Uploads uploads, List<List<String>> plan, List<Window> windows) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<List<Call>> calls =
                    CompletableFuture.supplyAsync(() -> uploads.run(plan, Window.sum(windows)), thread);
            new Weather(site, windows, reporter).play(uploads::toString);
            return calls.join();
        } finally {
            thread.shutdownNow();
        }
    }

    private Score lateness(List<Call> calls, int windows, StallMeter stalls) {
        Duration limit = HookBudget.LIMIT;
        List<Call> late = calls.stream()
                .filter(call -> call.nanos() > limit.toNanos())
                .filter(call -> call.nanos()
                                - stalls.within(call.startNanos(), call.startNanos() + call.nanos())
                                        .toNanos()
                        > limit.toNanos())
                .toList();
        late.forEach(call -> reporter.say("late: " + call));
        Duration slowest = calls.stream()
                .max(Comparator.comparingLong(Call::nanos))
                .map(call -> Duration.ofNanos(call.nanos()))
                .orElse(Duration.ZERO);
        reporter.step("slowest call " + slowest.toMillis() + " ms, " + late.size() + " later than " + limit.toMillis()
                + " ms");
        return new Score(0, windows, late.size(), slowest, 0, Findings.NONE);
    }
}
