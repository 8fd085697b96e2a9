package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.MigrationCosts;
import io.nfs2s3.catalog.Ledger;
import io.nfs2s3.cli.ReportFacts.Pointers;
import io.nfs2s3.cli.ReportFacts.Verified;
import io.nfs2s3.lifecycle.verify.Depth;
import io.nfs2s3.lifecycle.verify.Verify;
import io.nfs2s3.lifecycle.verify.VerifySelection;
import io.nfs2s3.lifecycle.verify.VerifyTotals;
import io.nfs2s3.media.Printable;
import io.nfs2s3.progress.Counters;
import io.nfs2s3.progress.PastDays;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what a report tells: from the counters, the history, the ledger and the runs, one after the other. */
final class ReportReader {
    /** Of verifies and of other runs together. */
    private static final int MOST_RUNS = 500;

    private ReportReader() {}

    /** @throws DependencyDownException when this user may not read the ledger */
    static ReportFacts read(Application application, ReportSpan span) {
        Ledger ledger = application.patientLedger();
        ledger.missingToRead().ifPresent(grant -> {
            throw new DependencyDownException("this user may not read the ledger; as the owner: " + grant);
        });
        Counters counters = application.counters();
        PastDays past = application.patientHistory().days(span.from(), span.to(), span.zone());
        List<Run> runs = application.runs().all().between(span.from(), span.to(), MOST_RUNS + 1);
        List<Run> told = runs.subList(0, Math.min(MOST_RUNS, runs.size()));
        return new ReportFacts(
                application.siteId(),
                span,
                counters.counts(),
                counters.areSound(),
                past,
                pointers(ledger, span),
                told.stream()
                        .filter(run -> run.kind() == RunKind.VERIFY)
                        .map(run -> verified(run, application.runs().parted().counts(run.id())))
                        .toList(),
                told.stream().filter(run -> run.kind() != RunKind.VERIFY).toList(),
                runs.size() > MOST_RUNS,
                MigrationCosts.ofPuts(application.settings(), past.files(), past.bytes()),
                new Costs(application.settings().plan()));
    }

    private static Pointers pointers(Ledger ledger, ReportSpan span) {
        return new Pointers(
                ledger.began().orElse(null),
                ledger.counts(span.from(), span.to()),
                ledger.failures(span.from(), span.to()));
    }

    private static Verified verified(Run run, Map<String, Long> named) {
        VerifySelection selection = Verify.selection(run);
        return new Verified(
                run,
                selection.repair(),
                level(selection),
                VerifyTotals.causes(named),
                // of one that only plans, these are what it would do
                selection.repair() ? VerifyTotals.acts(named) : Map.of());
    }

    /** What a verify looks at beside the database, as the options of the command have it. */
    static String level(VerifySelection selection) {
        List<String> words = new ArrayList<>();
        Depth depth = selection.depth();
        if (selection.sample() == 0) {
            words.add(selection.inventory() == null ? "listing" : "inventory");
        }
        if (depth.source()) {
            words.add(depth.readSource() ? "bytes of originals" : "originals");
        }
        if (depth.readObjects()) {
            words.add("bytes of objects");
        }
        if (selection.unregistered()) {
            words.add("unregistered files");
        }
        String looked = words.isEmpty() ? "a HEAD of each object" : String.join(", ", words);
        return (selection.sample() > 0 ? "sample of " + selection.sample() + ": " : "")
                + looked
                + (selection.prefix().isEmpty() ? "" : ", below " + Printable.line(selection.prefix()));
    }
}
