package io.nfs2s3.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.nfs2s3.catalog.FailureFate;
import io.nfs2s3.cli.ReportFacts.Verified;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.RunCounts;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A report as CSV (RFC 4180), one figure or two on each line, for a table calculation. A cell of others that such a program would
 * take for a formula has an apostrophe before it. For one thread.
 */
final class ReportCsv {
    private static final List<String> HEAD = List.of("section", "name", "kind", "detail", "files", "bytes", "money");
    private static final String FORMULA = "=+-@\t\r";

    private final CsvWriter csv;

    private ReportCsv(CsvWriter csv) {
        this.csv = csv;
    }

    /** @param to is not closed */
    static void write(ReportFacts facts, Writer to) throws IOException {
        CsvWriter csv = CsvWriter.builder().build(to);
        csv.writeRecord(HEAD);
        ReportCsv report = new ReportCsv(csv);
        report.span(facts);
        report.files(facts);
        facts.pointers().failures().forEach(report::failure);
        facts.pointers().acts().forEach(act -> report.row("pointer", act.act(), "", "", act.lines(), act.bytes()));
        facts.verifies().forEach(report::verify);
        report.jobs(facts);
        report.money(facts);
        csv.flush();
    }

    private void span(ReportFacts facts) {
        ReportSpan span = facts.span();
        text("site", "", facts.site());
        text("span", "from", span.isFromTheBeginning() ? "" : span.from().toString());
        text("span", "to", span.to().toString());
        text("span", "zone", span.zone().toString());
        text("span", "history since", moment(facts.past().began()));
        text("span", "ledger since", moment(facts.pointers().began()));
        text("span", "first flip", moment(facts.past().firstFlip()));
        text("span", "last flip", moment(facts.past().lastFlip()));
    }

    private static String moment(@Nullable Instant moment) {
        return moment == null ? "" : moment.toString();
    }

    private void files(ReportFacts facts) {
        facts.now().forEach(one -> row("now", one.state().name(), one.kind(), "", one.files(), one.bytes()));
        facts.past().days().forEach(day -> {
            row("day", day.day().toString(), day.kind(), "migrated", day.files(), day.bytes());
            row("day", day.day().toString(), day.kind(), "failures", day.failed(), null);
        });
    }

    private void failure(FailureFate fate) {
        row("failure", fate.code(), "", "times", fate.times(), null);
        row("failure", fate.code(), "", "files", fate.files(), null);
        row("failure", fate.code(), "", "on S3", fate.onS3(), null);
        row("failure", fate.code(), "", "queued", fate.queued(), null);
        row("failure", fate.code(), "", "failed", fate.failed(), null);
        row("failure", fate.code(), "", "held", fate.held(), null);
        row("failure", fate.code(), "", "no row", fate.gone(), null);
    }

    private void verify(Verified one) {
        String name = "run " + one.run().id();
        text("verify", name, one.level() + ", " + one.run().state());
        row(
                "verify",
                name,
                "",
                "ended " + moment(one.run().finishedAt()),
                one.run().counts().seen(),
                null);
        row("verify", name, "", "differences", one.differences(), null);
        row("verify", name, "", "mended", one.run().counts().done(), null);
        one.causes().forEach((cause, files) -> row("verify", name, "", "difference " + cause, files, null));
        one.acts().forEach((act, files) -> row("verify", name, "", "mended by " + act, files, null));
    }

    private void jobs(ReportFacts facts) {
        facts.jobs().forEach(run -> {
            RunCounts counts = run.counts();
            String name = "run " + run.id();
            String what = RunText.name(run.kind());
            text("job", name, what + " began " + run.startedAt() + ", " + run.state());
            row("job", name, "", what + " names", counts.seen(), null);
            row("job", name, "", what + " done", counts.done(), null);
            row("job", name, "", what + " refused", counts.failed(), null);
        });
    }

    private void money(ReportFacts facts) {
        Costs costs = facts.costs();
        money("PUT requests at least", costs.of(facts.puts(), Span::least));
        money("PUT requests at most", costs.of(facts.puts(), Span::most));
        money("storage for a month", costs.storagePerMonth(facts.bytesOnS3()));
    }

    private void money(String name, double amount) {
        line("cost", name, "", "", "", "", String.format(Locale.ROOT, "%.4f", amount));
    }

    private void text(String section, String name, String detail) {
        line(section, name, "", detail, "", "", "");
    }

    private void row(String section, String name, String kind, String detail, long files, @Nullable Long bytes) {
        line(section, name, kind, detail, Long.toString(files), bytes == null ? "" : bytes.toString(), "");
    }

    private void line(String... cells) {
        csv.writeRecord(List.of(cells).stream().map(ReportCsv::safe).toList());
    }

    static String safe(String cell) {
        String shown = Printable.line(cell);
        return shown.isEmpty() || FORMULA.indexOf(shown.charAt(0)) < 0 ? shown : "'" + shown;
    }
}
