package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.Ledger;
import io.nfs2s3.catalog.LedgerMonth;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "prune",
        description = {
            "Drop old months of the ledger, whole ones only, and say which, with their lines and bytes.",
            "Changes nothing without --yes. What is dropped cannot be proved any more: back it up before."
        })
final class LedgerPruneCommand extends AppCommand {
    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            arity = "1..2",
            required = true,
            description =
                    "Months that ended before the month so long ago: 12 months, 2 years. Months are those of UTC.")
    private List<String> age = List.of();

    @Mixin
    private final YesOptions act = new YesOptions();

    @Option(names = "--json", description = "One line of JSON for each month, and one for all.")
    private boolean json;

    @Override
    int run(Application application) {
        YearMonth first = MonthsAgo.of(age).first(application.databaseClock());
        Ledger ledger = application.patientLedger();
        ledger.missingToRead()
                .or(() -> act.yes() ? ledger.missingToPrune() : Optional.empty())
                .ifPresent(grant -> {
                    throw new DependencyDownException("this user may not prune the ledger; as the owner: " + grant);
                });
        List<LedgerMonth> months = ledger.monthsBefore(first);
        Total total = new Total();
        try (Interruption interruption = new Interruption()) {
            try {
                each(ledger, months, total, interruption);
            } finally { // also of what was dropped before a month that could not be; and before an interrupted process
                // ends
                end(first, total, months.size() - total.months);
            }
        }
        return total.months == months.size() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private void each(Ledger ledger, List<LedgerMonth> months, Total total, Interruption interruption) {
        for (LedgerMonth month : months) {
            if (interruption.asked()) {
                return;
            }
            long its = act.yes() ? prune(ledger, month.month()) : ledger.lines(month.month());
            tell(month, its);
            total.add(month, its);
        }
    }

    private static final class Total {
        private int months;
        private long lines;
        private long bytes;

        private void add(LedgerMonth month, long its) {
            months++;
            lines += its;
            bytes += month.bytes();
        }
    }

    private static long prune(Ledger ledger, YearMonth month) {
        try {
            return ledger.prune(month);
        } catch (JdbiException e) {
            if (DatabaseErrors.isOutage(e)) {
                throw new DependencyDownException("the month " + month + " was not dropped: " + ErrorText.ofRoot(e)
                        + "; while a backup or a long query reads the ledger it cannot be: run it again later");
            }
            throw e;
        }
    }

    private void tell(LedgerMonth month, long lines) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("month", month.month().toString());
            fields.put("lines", lines);
            fields.put("bytes", month.bytes());
            fields.put("dropped", act.yes());
            json(fields);
        } else {
            out().println(String.format(
                    Locale.ROOT,
                    "%s  %s, %s%s",
                    month.month(),
                    Plural.of(lines, "line"),
                    Plural.of(month.bytes(), "byte"),
                    act.yes() ? ": dropped" : ""));
        }
    }

    private void end(YearMonth first, Total total, int left) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("before", first.toString());
            fields.put("months", total.months);
            fields.put("lines", total.lines);
            fields.put("bytes", total.bytes);
            fields.put("dropped", act.yes());
            fields.put("left", left);
            json(fields);
        } else {
            out().println(String.format(
                    Locale.ROOT,
                    "%s before %s, %s, %s%s%s",
                    Plural.of(total.months, "month"),
                    first,
                    Plural.of(total.lines, "line"),
                    Plural.of(total.bytes, "byte"),
                    act.yes() ? " dropped" : total.months == 0 ? "" : "; nothing was dropped, say --yes to do it",
                    left == 0 ? "" : "; " + Plural.of(left, "month is", "months are") + " left, run it again"));
        }
    }
}
