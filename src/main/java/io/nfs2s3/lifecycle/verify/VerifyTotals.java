package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.lifecycle.verify.VerifyProgress.Figure;
import io.nfs2s3.runs.RunCounts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a verify, or a part of it, counts. Thread-safe.
 *
 * @param mending what was mended, or would be; null where nobody asked
 */
public record VerifyTotals(
        VerifyTally tally,
        VerifyProgress progress,
        @Nullable Mending mending) {
    private static final String VERDICT = "verdict.";
    private static final String CAUSE = "cause.";
    private static final String ACT = "act.";
    private static final String CHANGED = "mending.changed";
    private static final String LEFT = "mending.left";

    /** What belongs to the files. Requests belong to the process that sent them. */
    private static final List<Figure> OF_FILES =
            List.of(Figure.FILES, Figure.UNDER_WAY, Figure.LEFT_TO_SWEEP, Figure.FRESH, Figure.NEWER);

    /** Those of a part, which count for these too. */
    VerifyTotals part() {
        return new VerifyTotals(tally.part(), progress.part(), mending == null ? null : mending.part());
    }

    /** The counts that are not zero, as {@link io.nfs2s3.runs.PartedRuns} keeps them. */
    Map<String, Long> named() {
        Map<String, Long> named = new TreeMap<>();
        for (Verdict verdict : Verdict.values()) {
            named.put(VERDICT + verdict.label(), tally.of(verdict));
        }
        tally.causes().forEach((cause, files) -> named.put(CAUSE + cause.label(), files));
        OF_FILES.forEach(figure -> named.put(name(figure), progress.of(figure)));
        if (mending != null) {
            mending.done().forEach((act, files) -> named.put(ACT + act.label(), files));
            named.put(CHANGED, mending.changed());
            named.put(LEFT, mending.left());
        }
        named.values().removeIf(count -> count == 0);
        return named;
    }

    /** Adds what earlier passes of the same run counted. */
    void add(Map<String, Long> named) {
        for (Verdict verdict : Verdict.values()) {
            tally.add(verdict, of(named, VERDICT + verdict.label()));
        }
        Arrays.stream(Cause.values())
                .filter(cause -> named.containsKey(CAUSE + cause.label()))
                .forEach(cause -> tally.add(cause, of(named, CAUSE + cause.label())));
        OF_FILES.forEach(figure -> progress.add(figure, of(named, name(figure))));
        if (mending != null) {
            Arrays.stream(Act.values())
                    .filter(act -> named.containsKey(ACT + act.label()))
                    .forEach(act -> mending.add(act, of(named, ACT + act.label())));
            mending.addChanged(of(named, CHANGED));
            mending.addLeft(of(named, LEFT));
        }
    }

    /** How many files of what {@link #named} said have a verdict. */
    public static long of(Map<String, Long> named, Verdict verdict) {
        return of(named, VERDICT + verdict.label());
    }

    /** Files by {@link Cause#label}, of what {@link #named} said: those of which there are any. */
    public static Map<String, Long> causes(Map<String, Long> named) {
        return labelled(named, CAUSE);
    }

    /** Files that were mended, or would be, by {@link Act#label}, likewise. */
    public static Map<String, Long> acts(Map<String, Long> named) {
        return labelled(named, ACT);
    }

    private static Map<String, Long> labelled(Map<String, Long> named, String prefix) {
        Map<String, Long> labelled = new TreeMap<>();
        named.forEach((name, files) -> {
            if (name.startsWith(prefix)) {
                labelled.put(name.substring(prefix.length()), files);
            }
        });
        return labelled;
    }

    private static long of(Map<String, Long> named, String name) {
        return named.getOrDefault(name, 0L);
    }

    private static String name(Figure figure) {
        return "files." + figure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The same in the counts that all runs have: mended, as they should be, not looked at again, and otherwise. */
    RunCounts counts() {
        long mended = mending == null || mending.isDryRun() ? 0 : mending.differences();
        long fresh = progress.fresh();
        return new RunCounts(mended, tally.of(Verdict.MATCH) - fresh, fresh, tally.differences() - mended);
    }
}
