package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.catalog.FailureFate;
import io.nfs2s3.catalog.LedgerCount;
import io.nfs2s3.cli.ReportFacts.Pointers;
import io.nfs2s3.cli.ReportFacts.Verified;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.PastDays;
import io.nfs2s3.progress.ProgressReport.Counted;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunState;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** One report in its four forms. */
class ReportTest {
    private static final String FORMULA = "=HYPERLINK(\"x\",\"y\")";
    private static final String MARKUP = "<script>alert(1)</script>\n\u001B[2J\uFFFE&";
    private static final long GIB = 1L << 30;
    private static final ReportFacts FACTS = facts(
            new PastDays(
                    Instant.parse("2026-11-03T10:00:00Z"),
                    null,
                    Instant.parse("2026-11-03T10:00:00Z"),
                    Instant.parse("2026-11-04T10:00:00Z"),
                    List.of(
                            new PastDays.Day(LocalDate.of(2026, 11, 3), "image", 900_000, 9 * GIB, 3),
                            new PastDays.Day(LocalDate.of(2026, 11, 4), FORMULA, 60, 1, 0))),
            new Pointers(
                    Instant.parse("2026-11-01T00:00:00Z"),
                    List.of(new LedgerCount("FLIP", 900_060, 9 * GIB), new LedgerCount(MARKUP, 1, 0)),
                    List.of(new FailureFate("SOURCE_MISSING", 5, 4, 1, 1, 1, 0, 1))),
            List.of(new Verified(
                    run(12, RunKind.VERIFY, "ALL", "{\"bytes\":true,\"repair\":true}", new RunCounts(2, 900_000, 0, 1)),
                    true,
                    "listing, bytes of objects",
                    Map.of("object-differs", 3L),
                    Map.of("flip-back", 2L))),
            List.of(run(13, RunKind.ROLLBACK, "ROLLBACK", "{}", new RunCounts(7, 0, 0, 2))));

    private static ReportFacts facts(PastDays past, Pointers pointers, List<Verified> verifies, List<Run> jobs) {
        return facts(past, pointers, verifies, jobs, false);
    }

    private static ReportFacts facts(
            PastDays past, Pointers pointers, List<Verified> verifies, List<Run> jobs, boolean more) {
        return new ReportFacts(
                "6f9619ff",
                new ReportSpan(
                        Instant.parse("2026-10-31T23:00:00Z"),
                        Instant.parse("2026-11-26T09:00:00Z"),
                        ZoneId.of("Europe/Berlin")),
                List.of(
                        new Counted("image", MediaState.FAILED, 1, 0),
                        new Counted("image", MediaState.MIGRATED, 900_060, 9 * GIB)),
                true,
                past,
                pointers,
                verifies,
                jobs,
                more,
                Forecast.of(past.files()).with(Request.PUT, new Span(past.files(), past.files() + 10)),
                new Costs(new PlanSettings(0.005, 0.0004, 0.09, 0.023)));
    }

    private static Run run(long id, RunKind kind, String source, String what, RunCounts counts) {
        return run(id, kind, source, what, counts, Instant.parse("2026-11-20T12:00:00Z"));
    }

    private static Run run(long id, RunKind kind, String source, String what, RunCounts counts, Instant finished) {
        return new Run(
                id,
                kind,
                source,
                what,
                RunState.DONE,
                "web1/1/2",
                Instant.parse("2026-11-20T10:00:00Z"),
                finished,
                0,
                counts,
                0,
                null,
                null,
                0);
    }

    private static ReportFacts young(@Nullable Instant began) {
        return facts(
                new PastDays(began, null, null, null, List.of()),
                new Pointers(null, List.of(), List.of()),
                List.of(),
                List.of());
    }

    private static List<String> lines(ReportFacts facts) {
        return ReportText.lines(ReportSections.title(facts), ReportSections.of(facts));
    }

    /** Without its line breaks. */
    private static String text(ReportFacts facts) {
        return String.join(" ", lines(facts)).replaceAll("\\s+", " ");
    }

    private static String html() throws IOException {
        StringWriter page = new StringWriter();
        ReportHtml.write(ReportSections.title(FACTS), ReportSections.of(FACTS), page);
        return page.toString();
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static Verified verified(long id, String source, String finished) {
        return new Verified(
                run(id, RunKind.VERIFY, source, "{}", new RunCounts(0, 5, 0, 0), Instant.parse(finished)),
                false,
                "listing",
                Map.of(),
                Map.of());
    }

    private static String proof(boolean more, Verified... verifies) {
        return text(facts(
                new PastDays(null, null, null, null, List.of()),
                new Pointers(null, List.of(), List.of()),
                List.of(verifies),
                List.of(),
                more));
    }

    @Test
    void the_last_verify_of_all_files_is_one_that_ended_in_the_time() {
        assertThat(proof(false, verified(9, "ALL", "2026-12-02T00:00:00Z"), verified(8, "ALL", "2026-11-20T12:00:00Z")))
                .contains("The last verify of all files (run 8, ended 2026-11-20 13:00)");
    }

    @Test
    void of_runs_that_are_not_all_told_it_is_not_said_that_there_was_none() {
        String text = proof(true, verified(9, "SCHEDULED_SAMPLE", "2026-11-20T12:00:00Z"));

        assertThat(text)
                .contains("Among the newest runs of this time is no verify of all files", "There were more runs")
                .doesNotContain("came to its end in this time.", "ran in this time.");
        assertThat(proof(false)).contains("No verify of all files came to its end in this time.", "ran in this time.");
    }

    @Test
    void the_text_has_what_a_manager_asks_in_eighty_columns() {
        assertThat(lines(FACTS)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(text(FACTS))
                .contains(
                        "Report of site 6f9619ff",
                        "Time: from 2026-11-01 00:00 to 2026-11-26 10:00, by the clock of Europe/Berlin.",
                        "Migrated: 900,060 files, 9.0 GiB.",
                        "From 2026-11-03 11:00 to 2026-11-04 11:00, 1 d 0 h.",
                        "Average, with all pauses: 10.4 files/s, 109.2 KiB/s.",
                        "900,060 of 900,061 files are on S3 (99.9 %), 9.0 GiB.",
                        "2026-11-03 900,000 9.0 GiB 3 image",
                        "files on S3 queued failed held no row reason 4 1 1 1 0 1 SOURCE_MISSING",
                        "900,060 9.0 GiB FLIP: readers are sent to S3",
                        "The last verify of all files (run 12, ended 2026-11-20 13:00) looked at 900,003 files:"
                                + " 3 not as they should be, 2 of them mended, 1 left.",
                        "2026-11-20 13:00 900,003 3 2 12 (listing, bytes of objects, DONE), mends",
                        "3 object-differs: the object has other bytes than were copied",
                        "2 flip-back: ",
                        "2026-11-20 11:00 9 7 2 rollback 13 (rollback of everything, DONE)",
                        "900,060 to 900,070 PUT requests for the files migrated in this time: 4.50.",
                        "Storage of the 9.0 GiB that are on S3 now: 0.21 a month.");
    }

    @Test
    void a_span_that_begins_before_what_is_known_says_so_and_shows_no_zeros() {
        assertThat(text(FACTS))
                .contains(
                        "The history begins at 2026-11-03 11:00. What was migrated before is in no figure",
                        "The ledger begins at 2026-11-01 01:00. What was before is not known.");
        assertThat(text(young(Instant.parse("2026-11-20T00:00:00Z"))))
                .contains("The history begins at 2026-11-20 01:00.", "Migrated: nothing that the history knows of.")
                .doesNotContain("0 files/s");
        assertThat(text(young(null)))
                .contains(
                        "There is no history: no daemon and no worker has written one yet",
                        "The ledger is empty.",
                        "No verify of all files came to its end in this time.");
    }

    @Test
    void files_of_which_no_time_is_known_have_no_average() {
        Instant moment = Instant.parse("2026-11-02T02:00:00Z");
        PastDays past = new PastDays(
                moment,
                LocalDate.of(2026, 11, 1),
                moment,
                moment,
                List.of(new PastDays.Day(LocalDate.of(2026, 11, 1), "image", 60, 1, 0)));

        assertThat(text(facts(past, new Pointers(null, List.of(), List.of()), List.of(), List.of())))
                .contains("Migrated: 60 files, 1 B.")
                .doesNotContain("From 2026-11-02", "files/s");
    }

    @Test
    void the_page_is_well_formed_loads_nothing_and_runs_nothing() throws Exception {
        String page = html();
        Document parsed = parsed(page);

        assertThat(page).startsWith("<!DOCTYPE html>").contains("<html lang=\"en\">", "@page { size: A4");
        assertThat(page).doesNotContain("src=", "href=", "://", "@import", "url(");
        assertThat(page.substring(page.indexOf("<style>"), page.indexOf("</style>")))
                .as("a style sheet is not unescaped")
                .doesNotContain("&");
        assertThat(parsed.getElementsByTagName("script").getLength()).isZero();
        assertThat(parsed.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("Report of site 6f9619ff");
        assertThat(parsed.getElementsByTagName("h2").getLength())
                .isEqualTo(ReportSections.of(FACTS).size());
        assertThat(parsed.getDocumentElement().getTextContent())
                .contains("<script>alert(1)</script>\\x0A\\x1B[2J\uFFFD&: somebody else's word", FORMULA);
    }

    @Test
    void the_csv_has_seven_cells_in_each_line_and_no_formula() throws IOException {
        StringWriter written = new StringWriter();
        ReportCsv.write(FACTS, written);

        assertThat(written.toString())
                .startsWith("section,name,kind,detail,files,bytes,money\r\n")
                .endsWith("\r\n")
                .contains("\r\nday,2026-11-03,image,migrated,900000,9663676416,\r\n")
                .contains("\r\nday,2026-11-04,\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",migrated,60,1,\r\n")
                .contains("\r\nfailure,SOURCE_MISSING,,on S3,1,,\r\n")
                .contains("\r\nverify,run 12,,difference object-differs,3,,\r\n")
                .contains("\r\ncost,PUT requests at least,,,,,4.5003\r\n");
        try (CsvReader<CsvRecord> read = CsvReader.builder().ofCsvRecord(written.toString())) {
            assertThat(read.stream().map(CsvRecord::getFields).toList())
                    .allSatisfy(cells -> assertThat(cells).hasSize(7));
        }
    }

    @Test
    void what_a_table_calculation_takes_for_a_formula_is_text() {
        assertThat(List.of("=1", "+1", "-1", "@a", "\t=1", "", "1", "a=1"))
                .extracting(ReportCsv::safe)
                .containsExactly("'=1", "'+1", "'-1", "'@a", "'\t=1", "", "1", "a=1");
    }

    @Test
    void the_json_has_the_figures_as_numbers() {
        JsonNode json = Commands.json(ReportJson.write(ReportFields.of(FACTS)));

        assertThat(json.path("from").asText()).isEqualTo("2026-10-31T23:00:00Z");
        assertThat(json.path("historyBegan").asText()).isEqualTo("2026-11-03T10:00:00Z");
        assertThat(json.path("files").asLong()).isEqualTo(900_060);
        assertThat(json.path("days").get(0).path("bytes").asLong()).isEqualTo(9 * GIB);
        assertThat(json.path("failures").get(0).path("onS3").asLong()).isEqualTo(1);
        assertThat(json.path("pointers").get(0).path("changes").asLong()).isEqualTo(900_060);
        assertThat(json.path("verifies")
                        .get(0)
                        .path("causes")
                        .path("object-differs")
                        .asLong())
                .isEqualTo(3);
        assertThat(json.path("jobs").get(0).path("kind").asText()).isEqualTo("rollback");
        assertThat(json.path("costs").path("putRequestsAtMost").asLong()).isEqualTo(900_070);
        assertThat(Commands.json(ReportJson.write(ReportFields.of(young(null))))
                        .path("historyBegan")
                        .isNull())
                .isTrue();
    }
}
