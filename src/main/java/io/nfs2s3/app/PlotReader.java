package io.nfs2s3.app;

import io.nfs2s3.control.ControlActs;
import io.nfs2s3.http.PlotSource;
import io.nfs2s3.progress.History;
import io.nfs2s3.progress.PastSpan;
import io.nfs2s3.progress.PastSpan.Part;
import io.nfs2s3.progress.Span;
import io.nfs2s3.runs.AllRuns;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the dashboard plots: the history, and what happened meanwhile. Thread-safe. */
final class PlotReader implements PlotSource {
    /** Runs and acts that are looked at. */
    private static final int MOST = 100;

    private static final Logger log = LoggerFactory.getLogger(PlotReader.class);
    private final History history;
    private final AllRuns runs;
    private final ControlActs acts;

    /**
     * As the page has it: column by column, moments in seconds since 1970.
     *
     * @param until the last step may not be over: it has what was done up to then
     * @param step in seconds
     * @param at when each step began; steps in which nothing was written are left out
     */
    record Columns(
            String span,
            long from,
            long until,
            long step,
            List<Long> at,
            List<Long> files,
            List<Long> bytes,
            List<Long> failed,
            List<@Nullable Long> copyMedianMillis,
            List<@Nullable Long> copyP99Millis,
            List<@Nullable Long> queued,
            List<@Nullable Long> outbox,
            List<@Nullable Long> uploads,
            List<@Nullable Long> backfill,
            List<Mark> marks) {}

    /** @param at in seconds since 1970 */
    record Mark(long at, PlotMark.Kind kind, String text) {}

    PlotReader(History history, AllRuns runs, ControlActs acts) {
        this.history = history;
        this.runs = runs;
        this.acts = acts;
    }

    @Override
    public String read(Span span) {
        PastSpan past = history.span(span);
        Instant from = past.from();
        List<PlotMark> marks = PlotMark.newest(List.of(
                PlotMark.ofHistory(past),
                orNone(() -> PlotMark.ofRuns(runs.between(from, past.until(), MOST), from)),
                orNone(() -> PlotMark.ofActs(acts.newest(MOST), from))));
        List<Part> parts = past.parts();
        return ReportJson.write(new Columns(
                span.name().toLowerCase(Locale.ROOT),
                from.getEpochSecond(),
                past.until().getEpochSecond(),
                past.step().toSeconds(),
                parts.stream().map(part -> part.at().getEpochSecond()).toList(),
                parts.stream().map(Part::files).toList(),
                parts.stream().map(Part::bytes).toList(),
                parts.stream().map(Part::failed).toList(),
                column(parts, Part::copyMedianMillis),
                column(parts, Part::copyP99Millis),
                column(parts, Part::queued),
                column(parts, Part::outbox),
                column(parts, Part::uploads),
                column(parts, Part::backfill),
                marks.stream()
                        .map(mark -> new Mark(mark.at().getEpochSecond(), mark.kind(), mark.text()))
                        .toList()));
    }

    private static List<@Nullable Long> column(List<Part> parts, Function<Part, @Nullable Long> value) {
        return parts.stream().<@Nullable Long>map(value).toList();
    }

    /** These alone may not be readable: a user may not yet have been granted a table of a newer build. */
    private static List<PlotMark> orNone(Supplier<List<PlotMark>> reading) {
        try {
            return reading.get();
        } catch (JdbiException | IllegalArgumentException e) {
            log.debug("what happened cannot be read", e);
            return List.of();
        }
    }
}
