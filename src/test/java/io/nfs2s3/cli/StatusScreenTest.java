package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.cli.StatusScreen.RunLine;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.Eta;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.ProgressReport.FailedCounts;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.ProgressReport.HostCounts;
import io.nfs2s3.progress.ProgressReport.KindCounts;
import io.nfs2s3.progress.ProgressReport.Media;
import io.nfs2s3.progress.ProgressReport.OutboxCounts;
import io.nfs2s3.progress.ProgressReport.QueueCounts;
import io.nfs2s3.progress.ProgressReport.Rate;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.progress.ProgressReport.WorkerCounts;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusScreenTest {
    private static final Eta RANGE = new Eta(4_980L, 9_960L, null);

    private static final String RUN =
            "run 7 (scan of everything, RUNNING): 3,904,112 seen = 3,904,000 registered + 0 known + 112 skipped + 0 bad; 3,904,000 sent";

    private static Map<String, QueueCounts> queues(long dead) {
        Map<String, QueueCounts> queues = new LinkedHashMap<>();
        queues.put("uploads", new QueueCounts(12, 3, dead));
        queues.put("backfill", new QueueCounts(4_210, 320, 0));
        return queues;
    }

    private static Media media() {
        return new Media(
                5_800_000,
                Map.of(
                        MediaState.QUEUED, 2_187_542L,
                        MediaState.MIGRATED, 3_512_100L,
                        MediaState.RETIRED, 0L,
                        MediaState.FAILED, 358L,
                        MediaState.HELD, 100_000L),
                812_345_678_901L);
    }

    /** In the middle of a migration, with a host that is silent and files that failed. */
    private static ProgressReport report(Eta eta) {
        return report(media(), eta);
    }

    private static ProgressReport report(Media media, Eta eta) {
        return new ProgressReport(
                media,
                new OutboxCounts(2, 19, 1, "web2~0a/7/1", 4),
                0,
                List.of(
                        new HookCounts("web1/4711/4821", 4, "CLOSED", "CLOSED", 120_345, 1_204, 12, 0, 0, 0),
                        new HookCounts("web2/4711/4822", 4, "OPEN", "CLOSED", 0, 9, 0, 0, 0, 1_234)),
                queues(1),
                null,
                new Rate(412.34, 96_400_000),
                List.of(new WorkerCounts("web1~0a/7/1", 96, 12), new WorkerCounts("web2~0a/7/1", 32, 0)),
                List.of(new VerifyCounts("sample", 6, "2026-11-27T03:31:00Z", Map.of("match", 9_998L, "differ", 2L))),
                true,
                eta,
                List.of(),
                List.of(
                        new KindCounts("audio", 100_000, 0, 0, 0, 0, 100_000),
                        new KindCounts("image", 5_700_000, 3_512_100, 812_345_678_901L, 2_187_542, 358, 0)),
                List.of(
                        new FailedCounts("SOURCE_MISSING", 312),
                        new FailedCounts("STORE_SLOW", 40),
                        new FailedCounts("OF_A_NEWER_BUILD", 4),
                        new FailedCounts("TOO_LARGE", 2)),
                List.of(new HostCounts("web1", 21, 742_000), new HostCounts("web2", 422, 0)),
                LongStream.rangeClosed(1, 60).map(i -> 400 * i).boxed().toList());
    }

    @Test
    void a_screen_has_what_an_operator_asks() {
        assertThat(StatusScreen.of(report(RANGE), List.of(new RunLine(RUN, false)), Glyphs.ASCII))
                .containsExactly(
                        "media      5,800,000 files, 756.6 GiB migrated",
                        "  audio    [........................]   0.0 %  0 queued",
                        "  image    [##############..........]  61.6 %  2,187,542 queued, 358 failed",
                        "  QUEUED 2,187,542  MIGRATED 3,512,100  FAILED 358  HELD 100,000",
                        "rate       412.3 files/s, 91.9 MiB/s over the last minute",
                        "  ====++++++++*********#########  last 30 min, at most 24,000 files/min",
                        "workers    2 at work, 128 files at once at most",
                        "left       1 h 23 min to 2 h 46 min",
                        "outbox     2 entries, the oldest waits for 19 s",
                        "  1 set aside: nfs2s3 outbox list --set-aside",
                        "  drained for 4 s by web2~0a/7/1",
                        "hooks      2: 120,345 uploads by SQS, 1,213 by outbox, 12 by spool, 0 refused",
                        "  web2/4711/4822: breakers SQS OPEN, database CLOSED; 1.2 KiB in its spool",
                        "uploads    12 messages waiting, 3 in flight, 1 dead: nfs2s3 dlq status",
                        "backfill   4,210 messages waiting, 320 in flight, 0 dead",
                        "hosts      web2 SILENT for 7 min 2 s, web1 742,000 files/h",
                        "verify     sample: 9,998 match, 2 do not, run 6, 2026-11-27T03:31:00Z",
                        "run 7 (scan of everything, RUNNING): 3,904,112 seen = 3,904,000 registered + 0",
                        "           known + 112 skipped + 0 bad; 3,904,000 sent",
                        "failed     312 SOURCE_MISSING: nfs2s3 failed list --code SOURCE_MISSING",
                        "failed     40 STORE_SLOW: nfs2s3 failed retry --code STORE_SLOW",
                        "failed     4 OF_A_NEWER_BUILD: nfs2s3 failed list --by-reason",
                        "  and 1 more reasons: nfs2s3 failed list --by-reason");
    }

    @Test
    void a_terminal_that_shows_them_gets_blocks() {
        List<String> lines = StatusScreen.of(report(RANGE), List.of(new RunLine(RUN, false)), Glyphs.UNICODE);

        assertThat(lines.get(2)).contains("[" + "\u2588".repeat(14) + "\u2591".repeat(10) + "]");
        assertThat(lines.get(5)).contains("\u2585\u2585").contains("\u2588");
        assertThat(lines).noneMatch(line -> line.contains("\u2026"));
    }

    @Test
    void why_a_run_failed_is_told_to_the_end_and_the_least_important_makes_room() {
        String failed = "run 8 (verify of everything, FAILED): 3,904,112 seen; the store refused 200 LISTs in a row:"
                + " AccessDenied (403); grant s3:ListBucket to the role of this host, then 'nfs2s3 runs resume verify'";

        assertThat(StatusScreen.of(report(RANGE), List.of(new RunLine(failed, true)), Glyphs.ASCII))
                .hasSize(23)
                .containsSequence(
                        "run 8 (verify of everything, FAILED): 3,904,112 seen; the store refused 200",
                        "           LISTs in a row: AccessDenied (403); grant s3:ListBucket to the role",
                        "           of this host, then 'nfs2s3 runs resume verify'")
                .noneMatch(line -> line.startsWith("workers "));
    }

    @Test
    void states_that_are_too_long_for_a_line_go_on_in_the_next_one() {
        Media many = new Media(
                50_000_000_000L,
                Map.of(
                        MediaState.QUEUED, 12_187_542_000L,
                        MediaState.MIGRATED, 13_512_100_000L,
                        MediaState.RETIRED, 13_512_100_000L,
                        MediaState.FAILED, 13_512_100L,
                        MediaState.HELD, 11_100_000_000L),
                812_345_678_901L);

        assertThat(StatusScreen.of(report(many, RANGE), List.of(), Glyphs.ASCII))
                .containsSequence(
                        "  QUEUED 12,187,542,000  MIGRATED 13,512,100,000  RETIRED 13,512,100,000",
                        "    FAILED 13,512,100  HELD 11,100,000,000");
    }

    /** As much as there can be of everything. */
    @ParameterizedTest
    @EnumSource(Glyphs.class)
    void whatever_there_is_it_fits(Glyphs glyphs) {
        String odd = "\ud83d\ude00".repeat(50);
        ProgressReport full = new ProgressReport(
                media(),
                new OutboxCounts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, odd, Long.MAX_VALUE),
                Long.MAX_VALUE,
                IntStream.range(0, 20)
                        .mapToObj(i -> new HookCounts(odd + i, 1, "OPEN", "HALF_OPEN", 1, 1, 1, 1, 1, 1))
                        .toList(),
                queues(Long.MAX_VALUE),
                odd,
                new Rate(Double.MAX_VALUE, Double.MAX_VALUE),
                List.of(new WorkerCounts(odd, 64, 0)),
                List.of(
                        new VerifyCounts("sample", 1, "2026-11-27T03:31:00Z", Map.of("differ", 1L)),
                        new VerifyCounts("whole", 2, "2026-11-27T03:31:00Z", Map.of("match", 1L))),
                false,
                Eta.ofLeast(5),
                List.of(),
                IntStream.range(0, 20)
                        .mapToObj(i -> new KindCounts(odd + i, 3, 1, 1, 1, 1, 0))
                        .toList(),
                IntStream.range(0, 20)
                        .mapToObj(i -> new FailedCounts(odd + i, Long.MAX_VALUE))
                        .toList(),
                IntStream.range(0, 20)
                        .mapToObj(i -> new HostCounts(odd + i, 1_000, 1))
                        .toList(),
                LongStream.range(0, 60).boxed().toList());

        List<String> lines = StatusScreen.of(full, Collections.nCopies(5, new RunLine(odd, false)), glyphs);

        assertThat(lines)
                .hasSize(23)
                .allMatch(line -> Glyphs.width(line) <= 80)
                .anyMatch(line -> line.startsWith("left "))
                .anyMatch(line -> line.startsWith("database   takes no writes"))
                .anyMatch(line -> line.startsWith("queues     SQS cannot be reached"))
                .anyMatch(line -> line.startsWith("failed "))
                .noneMatch(line -> line.startsWith("verify     whole") || line.startsWith("workers "));
        assertThat(String.join("", lines)).doesNotContain("\n");
    }

    @Test
    void one_line_has_all_that_counts() {
        assertThat(StatusText.oneLine(report(RANGE)))
                .isEqualTo("nfs2s3: 61.6 % of 5,700,000 files, 412.3 files/s, left: 1 h 23 min to 2 h 46 min;"
                        + " 358 failed, 2 in the outbox, 1 dead letters");
    }

    @Test
    void what_is_left_is_told_as_far_as_it_is_known() {
        assertThat(StatusText.left(report(new Eta(4_980L, 5_000L, null)))).isEqualTo("about 1 h 23 min");
        assertThat(StatusText.left(report(Eta.ofLeast(4_980))))
                .isEqualTo("at least 1 h 23 min, a backfill is still finding files");
        assertThat(StatusText.left(report(new Eta(null, null, Eta.CLOSED))))
                .isEqualTo("unknown, no hour of backfill.hours comes");
        assertThat(StatusText.left(report(new Eta(null, null, Eta.YOUNG))))
                .isEqualTo("unknown, there are not yet ten minutes of work to go by");
        assertThat(StatusText.left(report(new Eta(null, null, Eta.PAUSED))))
                .isEqualTo("unknown, the backfill is paused");
        assertThat(StatusText.left(report(new Eta(null, null, Eta.IDLE))))
                .isEqualTo("unknown, nothing was migrated in the last minute");
    }

    @Test
    void a_hundred_percent_is_said_when_it_is_all() {
        assertThat(StatusText.percent(5_799_999, 5_800_000)).isEqualTo("99.9");
        assertThat(StatusText.percent(5_800_000, 5_800_000)).isEqualTo("100.0");
        assertThat(StatusText.percent(0, 0)).isEqualTo("0.0");
        assertThat(Glyphs.ASCII.bar(0.9999, 10)).isEqualTo("#########.");
    }

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void each_reason_has_a_command(FailureCode code) {
        assertThat(FailureAdvice.command(code.name()))
                .matches("doctor|adopt|site show|failed (list|retry) --code " + code);
    }
}
