package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Alert rules, dashboard and document name the metrics that there are, and each alert leads to what to do. */
class MonitoringFilesTest {
    private static final Path RULES = Path.of("config/prometheus/nfs2s3.rules.yml");
    private static final Path RULE_TESTS = Path.of("config/prometheus/nfs2s3.rules.test.yml");
    private static final Path DASHBOARD = Path.of("config/grafana/nfs2s3.json");
    private static final Path DOCUMENT = Path.of("docs/monitoring.md");
    private static final Path RUNBOOK = Path.of("docs/troubleshooting.md");

    /** Those that only Prometheus itself makes begin otherwise. */
    private static final Pattern METRIC = Pattern.compile("\\b(?:nfs2s3|process|jvm)_\\w+");

    private static final Pattern ALERT = Pattern.compile("(?ms)^ +- alert: (\\w+)\\n(.*?)(?=^ +- alert:|\\z)");
    private static final Pattern EXPRESSION = Pattern.compile("(?ms)^ +expr: (.*?)^ +(?:for|labels):");

    private static Set<String> metricsIn(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> shown() {
        return Exposition.of(2).names();
    }

    private static List<MatchResult> alerts() throws IOException {
        List<MatchResult> alerts =
                ALERT.matcher(Files.readString(RULES)).results().toList();
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    @Test
    void the_rules_name_metrics_that_there_are() throws IOException {
        for (MatchResult alert : alerts()) {
            List<MatchResult> expressions =
                    EXPRESSION.matcher(alert.group(2)).results().toList();
            assertThat(expressions).as(alert.group(1)).hasSize(1);
            assertThat(shown())
                    .as(alert.group(1))
                    .containsAll(metricsIn(expressions.get(0).group(1)));
        }
    }

    @Test
    void each_alert_says_what_is_wrong_and_leads_to_its_paragraph() throws IOException {
        Set<String> headings = Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("### "))
                .collect(Collectors.toSet());
        for (MatchResult alert : alerts()) {
            String name = alert.group(1);
            assertThat(alert.group(2))
                    .as(name)
                    .contains("severity: ", "summary: ", "description: ")
                    .contains("/docs/troubleshooting.md#" + name.toLowerCase(Locale.ROOT) + "\n");
            assertThat(headings).contains("### " + name);
        }
    }

    @Test
    void each_alert_is_tested_with_series_for_which_it_must_and_must_not_fire() throws IOException {
        String tests = Files.readString(RULE_TESTS);
        for (MatchResult alert : alerts()) {
            String question = "alertname: " + alert.group(1) + "\\s+exp_alerts:";
            assertThat(tests)
                    .as(alert.group(1))
                    .containsPattern(question + "\\s+- exp_labels")
                    .containsPattern(question + " \\[\\]");
        }
    }

    @Test
    void the_dashboard_names_metrics_that_there_are() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        List<String> expressions = dashboard.findValuesAsText("expr");

        assertThat(expressions).hasSizeGreaterThan(10);
        assertThat(shown()).containsAll(metricsIn(String.join("\n", expressions)));
    }

    /** So that it can be put into a folder from which Grafana takes dashboards, whatever the Prometheus is named there. */
    @Test
    void the_dashboard_can_be_provisioned() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());

        assertThat(dashboard.path("uid").asText()).isEqualTo("nfs2s3");
        assertThat(dashboard.path("id").isNull()).isTrue();
        assertThat(dashboard.path("templating").path("list").get(0).path("type").asText())
                .isEqualTo("datasource");
        List<JsonNode> panels = StreamSupport.stream(dashboard.path("panels").spliterator(), false)
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
        assertThat(panels)
                .isNotEmpty()
                .allSatisfy(
                        panel -> assertThat(panel.path("datasource").path("uid").asText())
                                .isEqualTo("${datasource}"));
        Set<Integer> ids = new HashSet<>();
        dashboard
                .path("panels")
                .forEach(panel -> assertThat(ids.add(panel.path("id").asInt()))
                        .as("its id is its own")
                        .isTrue());
    }

    @Test
    void the_document_has_a_row_for_each_metric_and_none_for_others() throws IOException {
        Set<String> told = metricsIn(Files.readString(DOCUMENT)).stream()
                .filter(name -> !name.endsWith("_")) // the beginning of names
                .collect(Collectors.toSet());
        Set<String> metrics = shown().stream()
                .map(name -> name.replaceFirst("(copy_seconds)_(bucket|sum|count|max)$", "$1"))
                .collect(Collectors.toSet());

        assertThat(told).containsAll(metrics);
        Set<String> known = new HashSet<>(metrics);
        known.addAll(shown());
        assertThat(known).containsAll(told);
    }
}
