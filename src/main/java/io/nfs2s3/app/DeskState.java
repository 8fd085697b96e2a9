package io.nfs2s3.app;

import io.nfs2s3.control.ControlLine;
import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is to act on, and what was done, as JSON shows it. What nobody said is null.
 *
 * @param failures files by code, of those that are FAILED
 */
record DeskState(List<Kind> kinds, List<Unfinished> runs, Map<String, Long> failures, List<Done> acts) {
    /** Runs and lines of the record: what a page can show. */
    private static final int SHOWN = 50;

    /** What operators said of the runs of a kind. */
    record Kind(
            String kind,
            @Nullable String paused,
            @Nullable Integer rate,
            @Nullable Long queuedAhead,
            @Nullable String hours) {
        static Kind of(RunKind kind, RunControl said) {
            TimeWindows hours = said.hours();
            return new Kind(
                    kind.word(),
                    said.pauseText().orElse(null),
                    said.rate(),
                    said.queuedAhead(),
                    hours == null ? null : OperatorDesk.shown(hours));
        }
    }

    /**
     * A run that can still be gone on with.
     *
     * @param free whether its process has ended: only a command goes on with it
     * @param names that it has come upon
     */
    record Unfinished(
            long id, String kind, String source, String what, String state, String owner, boolean free, long names) {
        static Unfinished of(Run run, String here) {
            return new Unfinished(
                    run.id(),
                    run.kind().word(),
                    run.source(),
                    run.what(),
                    run.state().name(),
                    run.owner(),
                    run.isFree(here),
                    run.counts().seen());
        }
    }

    /** A line of the record. */
    record Done(
            String at,
            String act,
            String of,
            String asked,
            @Nullable String outcome,
            String by,
            String from) {
        static Done of(ControlLine line) {
            return new Done(
                    line.at().toString(),
                    line.act(),
                    line.subject(),
                    line.asked(),
                    line.outcome(),
                    line.by(),
                    line.client());
        }
    }

    static DeskState read(Application application) {
        String here = ProcessName.unique();
        RunParts runs = application.runs();
        return new DeskState(
                Stream.of(RunKind.values())
                        .map(kind -> Kind.of(kind, runs.controls(kind).read()))
                        .toList(),
                runs.all().unfinished().stream()
                        .limit(SHOWN)
                        .map(run -> Unfinished.of(run, here))
                        .toList(),
                application.counters().failures(),
                application.controlActs().newest(SHOWN).stream().map(Done::of).toList());
    }
}
