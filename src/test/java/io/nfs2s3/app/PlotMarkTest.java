package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.control.ControlLine;
import io.nfs2s3.progress.PastSpan;
import io.nfs2s3.progress.PastSpan.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlotMarkTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static Part part(int minute, boolean rests, boolean silent) {
        return new Part(minute(minute), 1, 1, 0, null, null, 0L, 0L, 0L, 0L, rests, silent);
    }

    private static Instant minute(int minute) {
        return NOON.plusSeconds(60L * minute);
    }

    private static List<String> marks(int until, Part... parts) {
        return PlotMark.ofHistory(new PastSpan(NOON, minute(until), Duration.ofMinutes(1), List.of(parts))).stream()
                .map(mark -> Duration.between(NOON, mark.at()).toMinutes() + " " + mark.kind() + " " + mark.text())
                .toList();
    }

    private static ControlLine line(int minute, @Nullable Long begun) {
        return new ControlLine(1, minute(minute), "PAUSE", "verify", "{}", null, begun, "ann", "127.0.0.1", null, "d");
    }

    @Test
    void outages_and_pauses_are_marked_where_they_begin_and_end() {
        assertThat(marks(
                        5,
                        part(0, false, false),
                        part(1, false, true),
                        part(2, false, true),
                        part(3, true, false),
                        part(4, false, false)))
                .containsExactly(
                        "1 OUTAGE SQS did not answer",
                        "3 OVER SQS answers",
                        "3 ACT the backfill is paused, or outside its hours",
                        "4 ACT the backfill goes on");
    }

    @Test
    void a_gap_is_an_outage_and_one_missing_minute_is_none() {
        assertThat(marks(9, part(0, false, false), part(2, false, false), part(6, false, false)))
                .containsExactly(
                        "3 OUTAGE no process wrote: none was up, or the database was down",
                        "6 OVER the history goes on");
        assertThat(marks(10, part(0, false, false))).containsExactly("1 OUTAGE no process has written since");
        assertThat(marks(10)).isEmpty();
    }

    @Test
    void acts_are_marked_by_their_first_line() {
        assertThat(PlotMark.ofActs(List.of(line(3, null), line(2, 1L), line(-1, null)), NOON))
                .containsExactly(new PlotMark(minute(3), PlotMark.Kind.ACT, "pause verify, by ann"));
    }

    @Test
    void the_newest_are_kept_in_the_order_of_time() {
        List<PlotMark> many = IntStream.range(0, 100)
                .mapToObj(i -> new PlotMark(minute(i), PlotMark.Kind.ACT, "act"))
                .toList();

        List<PlotMark> newest =
                PlotMark.newest(List.of(many, List.of(new PlotMark(minute(99), PlotMark.Kind.RUN, "r"))));

        assertThat(newest).hasSize(PlotMark.MOST);
        assertThat(newest.get(0).at()).isEqualTo(minute(41));
    }
}
