package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.http.Figures.Look;
import io.nfs2s3.progress.Eta;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.testing.PromTool;
import io.nfs2s3.web.MetricsFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What scrapers get. */
class MetricsPageTest {
    private final Exposition shown = Exposition.of(2);

    @Test
    void files_are_told_by_kind_and_state_and_those_that_there_are_none_of_as_0() {
        assertThat(shown.value("nfs2s3_site_files{kind=\"kinda\",state=\"QUEUED\"}"))
                .isEqualTo(10);
        assertThat(shown.value("nfs2s3_site_files{kind=\"kinda\",state=\"RETIRED\"}"))
                .isZero();
        assertThat(shown.value("nfs2s3_site_bytes{kind=\"kindb\",state=\"QUEUED\"}"))
                .isEqualTo(1_000);
        assertThat(shown.value("nfs2s3_site_files{kind=\"_other\",state=\"FAILED\"}"))
                .as("of a kind that is in the settings no more")
                .isEqualTo(7);
    }

    @Test
    void failures_are_told_by_reason_and_the_reasons_without_a_series_as_others() {
        assertThat(shown.value("nfs2s3_site_failed_files{code=\"SOURCE_MISSING\"}"))
                .isEqualTo(4);
        assertThat(shown.value("nfs2s3_site_failed_files{code=\"NOT_PROVED\"}")).isZero();
        assertThat(shown.value("nfs2s3_site_failed_files{code=\"_other\"}")).isEqualTo(3);
    }

    @Test
    void each_kind_of_run_has_its_series() {
        assertThat(shown.labels().get("nfs2s3_site_runs kind"))
                .isEqualTo(Stream.of(RunKind.values())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
        assertThat(shown.value("nfs2s3_site_runs{kind=\"verify\",state=\"FAILED\"}"))
                .isEqualTo(2);
        assertThat(shown.value("nfs2s3_site_run_names{kind=\"verify\"}")).isEqualTo(5_000);
    }

    @Test
    void hooks_are_added_up() {
        assertThat(shown.value("nfs2s3_site_hooks")).isEqualTo(2);
        assertThat(shown.value("nfs2s3_site_hook_breakers{dependency=\"sqs\",state=\"open\"}"))
                .isEqualTo(1);
        assertThat(shown.value("nfs2s3_site_hook_breakers{dependency=\"database\",state=\"open\"}"))
                .isZero();
    }

    @Test
    void uploads_of_hooks_that_are_gone_count_too() {
        assertThat(shown.value("nfs2s3_site_uploads_total{destination=\"sqs\"}"))
                .isEqualTo(1_042);
        assertThat(shown.value("nfs2s3_site_uploads_total{destination=\"refused\"}"))
                .isEqualTo(3);
    }

    @Test
    void the_time_that_is_left_is_told_or_why_nobody_can_know_it() {
        assertThat(shown.value("nfs2s3_site_eta_low_seconds"))
                .as("of files that a backfill has found")
                .isEqualTo(60);
        assertThat(shown.value("nfs2s3_site_eta_high_seconds")).isNaN();
        assertThat(reasons(shown)).containsExactly(0.0, 0.0, 1.0);

        assertThat(reasons(withEta(new Eta(null, null, Eta.IDLE)))).containsExactly(1.0, 0.0, 0.0);
        assertThat(reasons(withEta(new Eta(null, null, Eta.PAUSED)))).containsExactly(0.0, 1.0, 0.0);
        Exposition known = withEta(new Eta(60L, 90L, null));
        assertThat(reasons(known)).containsExactly(0.0, 0.0, 0.0);
        assertThat(known.value("nfs2s3_site_eta_high_seconds")).isEqualTo(90);
        assertThat(known.names()).as("there is one time left").doesNotContain("nfs2s3_site_eta_seconds");
    }

    private static Exposition withEta(Eta eta) {
        return new Exposition(Exposition.page(1).text(Exposition.look(1, eta), MetricsFormat.PROMETHEUS));
    }

    private static List<Double> reasons(Exposition page) {
        return Stream.of("idle", "paused", "_other")
                .map(reason -> page.value("nfs2s3_site_eta_unknown{reason=\"" + reason + "\"}"))
                .toList();
    }

    @Test
    void a_verify_that_never_was_has_found_nothing_and_ended_in_1970() {
        assertThat(shown.value("nfs2s3_site_verify_files{verdict=\"missing_on_dst\",verify=\"sample\"}"))
                .isEqualTo(1);
        assertThat(shown.value("nfs2s3_site_verify_files{verdict=\"differ\",verify=\"whole\"}"))
                .isZero();
        assertThat(shown.value("nfs2s3_site_verify_finished_timestamp_seconds{verify=\"whole\"}"))
                .isZero();
    }

    @Test
    void what_the_host_depends_on_and_its_jobs_are_told() {
        assertThat(shown.value("nfs2s3_dependency_up{dependency=\"source\"}")).isEqualTo(1);
        assertThat(shown.value("nfs2s3_dependency_up{dependency=\"store\"}")).isZero();
        assertThat(shown.value("nfs2s3_job_suspended{name=\"ledger\"}")).isEqualTo(1);
        assertThat(shown.value("nfs2s3_job_suspended{name=\"history\"}")).isZero();
        assertThat(shown.value("nfs2s3_worker_backfill_suspended")).isEqualTo(1);
        assertThat(shown.value("nfs2s3_job_last_success_timestamp_seconds{name=\"drain\"}"))
                .isEqualTo(1_700_000_000);
        assertThat(shown.value("nfs2s3_worker_files_total{outcome=\"migrated\"}"))
                .isEqualTo(100);
        assertThat(shown.names()).contains("nfs2s3_build_info", "process_start_time_seconds", "jvm_memory_used_bytes");
    }

    @Test
    void what_nobody_knows_yet_is_not_there_and_what_the_host_counts_is_0() {
        MetricsPage page = Exposition.page(1);

        Exposition first = new Exposition(page.text(new Look<>(null, 0, Optional.empty()), MetricsFormat.PROMETHEUS));

        assertThat(first.names())
                .noneMatch(name -> name.startsWith("nfs2s3_site_"))
                .contains("nfs2s3_worker_copy_seconds_count");
        assertThat(first.value("nfs2s3_spool_bytes"))
                .as("it grows while there is no database to read")
                .isEqualTo(512);
        assertThat(first.text()).doesNotContain("dependency=\"database\"");
        Look<ProgressReport> down = new Look<>(null, 0, Optional.of("the database cannot be read"));
        assertThat(new Exposition(page.text(down, MetricsFormat.PROMETHEUS))
                        .value("nfs2s3_dependency_up{dependency=\"database\"}"))
                .isZero();
    }

    @Test
    void copies_are_counted_in_buckets() {
        MetricsPage page = Exposition.page(1);
        page.copied(Duration.ofMillis(50));
        page.copied(Duration.ofMinutes(5));

        Exposition counted = new Exposition(page.text(Exposition.look(), MetricsFormat.PROMETHEUS));

        assertThat(counted.types()).containsEntry("nfs2s3_worker_copy_seconds", "histogram");
        assertThat(counted.value("nfs2s3_worker_copy_seconds_bucket{le=\"0.025\"}"))
                .isZero();
        assertThat(counted.value("nfs2s3_worker_copy_seconds_bucket{le=\"0.1\"}"))
                .isEqualTo(1);
        assertThat(counted.value("nfs2s3_worker_copy_seconds_bucket{le=\"60.0\"}"))
                .isEqualTo(1);
        assertThat(counted.value("nfs2s3_worker_copy_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(2);
    }

    @Test
    void what_can_go_down_is_a_gauge_and_what_is_of_the_whole_site_can() {
        assertThat(shown.types())
                .allSatisfy((name, type) ->
                        assertThat(type.equals("counter")).as(name).isEqualTo(name.endsWith("_total")));
        assertThat(shown.types().entrySet())
                .filteredOn(each -> each.getKey().startsWith("nfs2s3_site_")
                        && !each.getKey().equals("nfs2s3_site_uploads_total"))
                .isNotEmpty()
                .allMatch(each -> each.getValue().equals("gauge"));
    }

    /** More kinds than have series of their own, and all other labels with all that they may have. */
    @Test
    void a_host_has_200_series_at_most_and_a_label_ten_values() {
        Exposition many = Exposition.of(26);

        assertThat(many.samples()).hasSizeLessThanOrEqualTo(200);
        Map<String, Set<String>> labels = many.labels();
        assertThat(labels)
                .isNotEmpty()
                .allSatisfy((label, values) -> assertThat(values).as(label).hasSizeLessThanOrEqualTo(10));
        assertThat(many.value("nfs2s3_site_files{kind=\"_other\",state=\"QUEUED\"}"))
                .isEqualTo(10 * (26 - CountMeters.MOST_KINDS));
    }

    @Test
    void figures_that_are_gone_are_shown_no_more() {
        MetricsPage page = Exposition.page(1);
        page.text(Exposition.look(), MetricsFormat.PROMETHEUS);

        String next = page.text(withoutQueues(), MetricsFormat.PROMETHEUS);

        assertThat(next).doesNotContain("nfs2s3_site_queue_messages");
        assertThat(new Exposition(next).value("nfs2s3_dependency_up{dependency=\"sqs\"}"))
                .isZero();
    }

    private static Look<ProgressReport> withoutQueues() {
        ProgressReport all = Objects.requireNonNull(Exposition.look().report());
        return new Look<>(
                new ProgressReport(
                        all.media(),
                        all.outbox(),
                        all.spoolBytes(),
                        all.hooks(),
                        Map.of(),
                        "SQS did not answer",
                        all.rate(),
                        all.workers(),
                        all.verifies(),
                        all.databaseWritable(),
                        all.eta(),
                        all.counts(),
                        all.kinds(),
                        all.failures(),
                        all.hosts(),
                        all.filesByMinute()),
                0,
                Optional.empty());
    }

    @Test
    void open_metrics_has_the_same_series() {
        String open = Exposition.page(2).text(Exposition.look(2, Eta.ofLeast(60)), MetricsFormat.OPEN_METRICS);

        assertThat(open).endsWith("# EOF\n").contains("# TYPE nfs2s3_worker_files counter\n");
        assertThat(new Exposition(open).names()).isEqualTo(shown.names());
    }

    @Test
    void promtool_finds_no_fault() {
        PromTool.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));

        assertThat(List.of(shown, Exposition.of(12)))
                .allSatisfy(
                        page -> assertThat(PromTool.checkMetrics(page.text())).isEmpty());
    }
}
