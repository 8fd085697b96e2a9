package io.nfs2s3.cli;

import static io.nfs2s3.cli.ReportTable.Column.number;
import static io.nfs2s3.cli.ReportTable.Column.text;

import io.nfs2s3.catalog.FailureFate;
import io.nfs2s3.cli.ReportFacts.Pointers;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.media.Printable;
import io.nfs2s3.progress.PastDays;
import io.nfs2s3.runs.RunCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report in words and tables, for a person. {@link ReportProof} has the part about verifies. */
final class ReportSections {
    private static final double MILLIS = 1_000;
    private final ReportFacts facts;
    private final ReportSpan span;
    private final PastDays past;

    private ReportSections(ReportFacts facts) {
        this.facts = facts;
        this.span = facts.span();
        this.past = facts.past();
    }

    static String title(ReportFacts facts) {
        return "Report of site " + Printable.line(facts.site());
    }

    static List<ReportSection> of(ReportFacts facts) {
        ReportSections sections = new ReportSections(facts);
        return List.of(
                sections.whole(),
                sections.now(),
                sections.days(),
                sections.failures(),
                sections.pointers(),
                ReportProof.of(facts),
                sections.jobs(),
                sections.money());
    }

    private ReportSection whole() {
        List<String> lines = new ArrayList<>();
        lines.add("Time: " + span.text() + ".");
        lines.addAll(known());
        Instant first = past.firstFlip();
        Instant last = past.lastFlip();
        if (first == null || last == null) {
            lines.add("Migrated: nothing that the history knows of.");
        } else {
            lines.add(line("Migrated: %,d files, %s.", past.files(), StatusText.bytes(past.bytes())));
            if (first.isBefore(last)) {
                lines.addAll(pace(first, last));
            }
        }
        return new ReportSection("Summary", lines, List.of());
    }

    private List<String> pace(Instant first, Instant last) {
        Duration time = Duration.between(first, last);
        double seconds = Math.max(1, time.toMillis() / MILLIS);
        return List.of(
                "From " + span.minute(first) + " to " + span.minute(last) + ", " + OutboxText.age(time) + ".",
                line(
                        "Average, with all pauses: %,.1f files/s, %s/s.",
                        past.files() / seconds, StatusText.bytes(Math.round(past.bytes() / seconds))));
    }

    /** From when on something is known. */
    private List<String> known() {
        List<String> lines = new ArrayList<>();
        Instant began = past.began();
        if (began == null) {
            lines.add("There is no history: no daemon and no worker has written one yet, so nothing is known by day.");
        } else if (began.isAfter(span.from())) {
            lines.add("The history begins at " + span.minute(began)
                    + ". What was migrated before is in no figure of the summary, the days or the costs.");
        }
        if (past.wholeUntil() != null) {
            lines.add("Days up to " + past.wholeUntil()
                    + " are days of UTC, and counted whole: hours are kept for 90 days.");
        }
        return lines;
    }

    private ReportSection now() {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "%,d of %,d files are on S3 (%s %%), %s.",
                facts.filesOnS3(),
                facts.files(),
                StatusText.percent(facts.filesOnS3(), facts.files()),
                StatusText.bytes(facts.bytesOnS3())));
        lines.add("This is how it stands when the report is made. Sizes are known of files that were copied.");
        if (!facts.soundNow()) {
            lines.add("The counters are not those of this database: 'nfs2s3 progress reconcile' proves them.");
        }
        return new ReportSection(
                "Where the files are now",
                lines,
                List.of(new ReportTable(
                        List.of(number("files"), number("size"), text("state"), text("kind")),
                        facts.now().stream()
                                .map(one -> List.<String>of(
                                        count(one.files()),
                                        StatusText.bytes(one.bytes()),
                                        one.state().name(),
                                        Printable.line(one.kind())))
                                .toList())));
    }

    private ReportSection days() {
        List<String> lines = List.of(
                past.days().isEmpty()
                        ? "Nothing was migrated, and nothing failed, that the history knows of."
                        : "What workers did. Days that are not listed had nothing. Adopted files are not in it; of a worker"
                                + " that was killed, up to a minute is missing.");
        return new ReportSection(
                "Migrated by day and kind",
                lines,
                List.of(new ReportTable(
                        List.of(text("day"), number("files"), number("size"), number("failures"), text("kind")),
                        past.days().stream()
                                .map(day -> List.of(
                                        day.day().toString(),
                                        count(day.files()),
                                        StatusText.bytes(day.bytes()),
                                        count(day.failed()),
                                        Printable.line(day.kind())))
                                .toList())));
    }

    private ReportSection failures() {
        Pointers pointers = facts.pointers();
        List<String> lines = new ArrayList<>(ledgerBegan());
        lines.add(
                pointers.failures().isEmpty()
                        ? "No file failed in this time."
                        : "Files by the reason of their last failure in this time, and where they stand now.");
        return new ReportSection(
                "Failures",
                lines,
                List.of(new ReportTable(
                        List.of(
                                number("files"),
                                number("on S3"),
                                number("queued"),
                                number("failed"),
                                number("held"),
                                number("no row"),
                                text("reason")),
                        pointers.failures().stream().map(ReportSections::fate).toList())));
    }

    private static List<String> fate(FailureFate fate) {
        return List.of(
                count(fate.files()),
                count(fate.onS3()),
                count(fate.queued()),
                count(fate.failed()),
                count(fate.held()),
                count(fate.gone()),
                fate.code().isEmpty() ? "none told" : Printable.line(fate.code()));
    }

    private List<String> ledgerBegan() {
        Instant began = facts.pointers().began();
        if (began == null) {
            return List.of("The ledger is empty.");
        }
        return began.isAfter(span.from())
                ? List.of("The ledger begins at " + span.minute(began) + ". What was before is not known.")
                : List.of();
    }

    private ReportSection pointers() {
        List<String> lines = new ArrayList<>(ledgerBegan());
        lines.add(
                "Each change of a pointer or a failure, as the ledger has it: rollbacks, retired and restored originals"
                        + " too. One file may be in it many times.");
        return new ReportSection(
                "What became of pointers",
                lines,
                List.of(new ReportTable(
                        List.of(number("changes"), number("size"), text("what")),
                        facts.pointers().acts().stream()
                                .map(act -> List.of(
                                        count(act.lines()),
                                        StatusText.bytes(act.bytes()),
                                        Printable.line(act.act()) + ": " + ReportActs.words(act.act())))
                                .toList())));
    }

    private ReportSection jobs() {
        List<String> lines = new ArrayList<>();
        if (facts.jobs().isEmpty() && !facts.more()) {
            lines.add("No backfill, adoption, rollback, retirement, restore or recovery ran in this time.");
        }
        if (facts.more()) {
            lines.add("There were more runs, also of verifies: these are the newest.");
        }
        return new ReportSection(
                "Long jobs",
                lines,
                List.of(new ReportTable(
                        List.of(text("began"), number("names"), number("done"), number("refused"), text("job")),
                        facts.jobs().stream()
                                .map(run -> {
                                    RunCounts counts = run.counts();
                                    return List.of(
                                            span.minute(run.startedAt()),
                                            count(counts.seen()),
                                            count(counts.done()),
                                            count(counts.failed()),
                                            RunText.name(run.kind()) + " " + RunKinds.name(run));
                                })
                                .toList())));
    }

    private ReportSection money() {
        Span puts = facts.puts().many(Request.PUT);
        return new ReportSection(
                "Costs, estimated at the prices of plan.price",
                List.of(
                        line(
                                "%s PUT requests for the files migrated in this time: %s.",
                                puts.least() == puts.most()
                                        ? count(puts.most())
                                        : count(puts.least()) + " to " + count(puts.most()),
                                facts.costs().text(facts.puts())),
                        line(
                                "Storage of the %s that are on S3 now: %s a month.",
                                StatusText.bytes(facts.bytesOnS3()),
                                Costs.money(facts.costs().storagePerMonth(facts.bytesOnS3()))),
                        "Not in it: what was tried again, the requests of verifies and other jobs, SQS, and what readers"
                                + " fetch."),
                List.of());
    }

    private static String count(long number) {
        return line("%,d", number);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
