package io.nfs2s3.app;

import io.nfs2s3.control.ControlLine;
import io.nfs2s3.progress.PastSpan;
import io.nfs2s3.progress.PastSpan.Part;
import io.nfs2s3.runs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Something that happened, to be marked in a plot. Outages are those that the history shows, to its steps: SQS that told no counts,
 * and steps in which no process wrote.
 */
record PlotMark(Instant at, Kind kind, String text) {
    /** More would hide the plot. */
    static final int MOST = 60;

    /** A minute may be missing because a daemon was restarted. */
    private static final Duration SHORT_GAP = Duration.ofMinutes(3);

    enum Kind {
        OUTAGE,
        OVER,
        ACT,
        RUN
    }

    /** The newest of all, the oldest first. */
    static List<PlotMark> newest(List<List<PlotMark>> marks) {
        List<PlotMark> sorted = marks.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(PlotMark::at))
                .toList();
        return sorted.subList(Math.max(0, sorted.size() - MOST), sorted.size());
    }

    /** What operators did over HTTP, without the lines that only say what came of it. */
    static List<PlotMark> ofActs(List<ControlLine> lines, Instant from) {
        return lines.stream()
                .filter(line -> line.begun() == null && !line.at().isBefore(from))
                .map(line -> new PlotMark(
                        line.at(),
                        Kind.ACT,
                        line.act().toLowerCase(Locale.ROOT) + " " + line.subject() + ", by " + line.by()))
                .toList();
    }

    /** Their beginnings and ends. */
    static List<PlotMark> ofRuns(List<Run> runs, Instant from) {
        List<PlotMark> marks = new ArrayList<>();
        for (Run run : runs) {
            String name = run.kind().word() + " run " + run.id();
            Instant finished = run.finishedAt();
            if (!run.startedAt().isBefore(from)) {
                marks.add(new PlotMark(run.startedAt(), Kind.RUN, name + " began"));
            }
            if (finished != null && !finished.isBefore(from)) {
                marks.add(new PlotMark(finished, Kind.RUN, name + " ended: " + run.state()));
            }
        }
        return marks;
    }

    /** What the steps themselves show. */
    static List<PlotMark> ofHistory(PastSpan past) {
        List<PlotMark> marks = new ArrayList<>();
        Duration longest = past.step().compareTo(SHORT_GAP) < 0 ? SHORT_GAP : past.step();
        boolean rests = false;
        boolean silent = false;
        Instant end = null;
        for (Part part : past.parts()) {
            Instant at = part.at();
            if (end != null && Duration.between(end, at).compareTo(longest) >= 0) {
                marks.add(new PlotMark(end, Kind.OUTAGE, "no process wrote: none was up, or the database was down"));
                marks.add(new PlotMark(at, Kind.OVER, "the history goes on"));
            }
            if (part.sqsSilent() != silent) {
                silent = part.sqsSilent();
                marks.add(new PlotMark(
                        at, silent ? Kind.OUTAGE : Kind.OVER, silent ? "SQS did not answer" : "SQS answers"));
            }
            if (part.rests() != rests) {
                rests = part.rests();
                marks.add(new PlotMark(
                        at, Kind.ACT, rests ? "the backfill is paused, or outside its hours" : "the backfill goes on"));
            }
            end = at.plus(past.step());
        }
        if (end != null && Duration.between(end, past.until()).compareTo(longest) >= 0) {
            marks.add(new PlotMark(end, Kind.OUTAGE, "no process has written since"));
        }
        return marks;
    }
}
