package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.lifecycle.adopt.AdoptForecast;
import io.nfs2s3.lifecycle.adopt.AdoptSelection;
import io.nfs2s3.lifecycle.adopt.AdoptTally;
import io.nfs2s3.lifecycle.adopt.Left;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Adoptions in words for a person; {@link AdoptFields} has them for a script. */
final class AdoptText {
    private AdoptText() {}

    /** The number of a run and what it is about. */
    static String name(Run run) {
        String what = run.what().equals("{}") ? "everything" : Printable.line(run.what());
        return RunText.name(run, "adopt of " + what);
    }

    static String line(Run run) {
        return "run " + name(run) + ": " + counts(run.counts()) + RunText.error(run);
    }

    /** The counts, as the sum that they are. */
    static String counts(RunCounts counts) {
        return line(
                "%,d seen = %,d adopted + %,d migrated already + %,d left out + %,d refused",
                counts.seen(), counts.done(), counts.unchanged(), counts.skipped(), counts.failed());
    }

    /** What this pass did. */
    static String proofs(AdoptTally tally) {
        AdoptTally.Proofs proofs = tally.proofs();
        return line(
                "proved by ETag %,d, by checksum %,d, by reading the object %,d; %s; %,d with new metadata; 0 PUT",
                proofs.etag(), proofs.checksum(), proofs.read(), StatusText.bytes(tally.bytes()), tally.mended());
    }

    /** What the adoption would take. */
    static Forecast sum(AdoptForecast forecast, AdoptSelection selection) {
        long files = forecast.counts().done();
        Forecast sum = Forecast.of(files)
                .with(Request.LIST, Span.of(forecast.lists()))
                .with(Request.HEAD, Span.of(heads(forecast)))
                .with(Request.COPY, Span.of(forecast.copies()))
                .reading(Span.of(forecast.bytes()));
        return selection.get()
                ? sum.with(Request.GET, new Span(forecast.getsAtLeast(), files)).getting(Span.upTo(forecast.bytes()))
                : sum;
    }

    static List<String> forecast(AdoptForecast forecast, AdoptSelection selection, ForecastText text) {
        RunCounts counts = forecast.counts();
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "%s: %,d as large as their originals would be compared and adopted, %,d are migrated already,"
                        + " %,d would be left out, %,d refused",
                Plural.of(counts.seen(), "object"),
                counts.done(),
                counts.unchanged(),
                counts.skipped(),
                counts.failed()));
        lines.addAll(text.lines());
        if (selection.get()) {
            lines.add(
                    "a GET is for an object whose ETag is no MD5 of the original, as with SSE-KMS, and that has no CRC32C");
        }
        lines.add("nothing was changed; --yes does it");
        return lines;
    }

    /** A copy is looked at before and after it. */
    static long heads(AdoptForecast forecast) {
        return forecast.counts().done() + 2 * forecast.copies();
    }

    static String refused(Left left) {
        return "refused " + Printable.line(left.name()) + ": " + left.text();
    }

    /** How many objects were left for each reason in this pass, and what to do. */
    static List<String> reasons(AdoptTally tally) {
        return tally.reasons().entrySet().stream()
                .map(entry -> line(
                        "%s: %,d because %s; %s",
                        entry.getKey().isRefusal() ? "refused" : "left out",
                        entry.getValue(),
                        entry.getKey().text(),
                        entry.getKey().advice()))
                .toList();
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
