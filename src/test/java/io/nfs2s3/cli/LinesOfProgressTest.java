package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.runs.Cancellation;
import io.nfs2s3.runs.RunProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a long command prints without a terminal: no log is flooded by it. */
class LinesOfProgressTest {
    private static final int MINUTE = LiveProgress.TICKS_OF_LINE;

    private final StringWriter printed = new StringWriter();
    private final RunProgress progress = new RunProgress();
    private final RunView view = BackfillForeground.view(new PrintWriter(printed, true), false, 1, -1, progress);

    private List<String> lines() {
        return printed.toString().lines().toList();
    }

    @Test
    void there_is_a_line_a_minute() {
        for (int tick = 1; tick <= 3 * MINUTE; tick++) {
            view.print(tick, tick / (double) LiveProgress.TICKS_OF_SECOND);
        }

        assertThat(MINUTE).isEqualTo(60 * LiveProgress.TICKS_OF_SECOND);
        assertThat(lines()).hasSize(3).allMatch(line -> line.startsWith("backfill: 0 names"));
    }

    @Test
    void so_is_there_of_work_that_is_only_counted() {
        LiveProgress.View count =
                new LiveProgress.Count(new PrintWriter(printed, true), "migrating", "files", 7, () -> 3);
        for (int tick = 1; tick <= 3 * MINUTE; tick++) {
            count.print(tick, tick / (double) LiveProgress.TICKS_OF_SECOND);
        }

        assertThat(lines()).hasSize(3).allMatch(line -> line.startsWith("migrating: 3 of 7 files"));
    }

    @Test
    void that_it_waits_is_said_once_and_so_is_that_it_goes_on_though_the_numbers_change() {
        Iterator<String> reasons = List.of("300 files are QUEUED", "299 files are QUEUED", "298 files are QUEUED", "")
                .iterator();
        Cancellation cancellation = new Cancellation(progress, error -> false, () -> {});
        cancellation.awaitNone(() -> {
            view.print(1, 1);
            return reasons.next();
        });
        view.print(1, 1);

        assertThat(lines()).containsExactly("backfill: waits: 300 files are QUEUED", "backfill: goes on");
    }
}
