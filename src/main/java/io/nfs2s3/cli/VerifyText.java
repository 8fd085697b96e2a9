package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.verify.Act;
import io.nfs2s3.lifecycle.verify.Cause;
import io.nfs2s3.lifecycle.verify.Confidence;
import io.nfs2s3.lifecycle.verify.Decision;
import io.nfs2s3.lifecycle.verify.Judged;
import io.nfs2s3.lifecycle.verify.Mending;
import io.nfs2s3.lifecycle.verify.Verdict;
import io.nfs2s3.lifecycle.verify.VerifyProgress;
import io.nfs2s3.lifecycle.verify.VerifyTally;
import io.nfs2s3.lifecycle.verify.VerifyTotals;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@code verify} found, for people and for scripts.
 *
 * @param all whether it came to its end
 * @param sample whether the files were chosen by chance
 */
record VerifyText(VerifyTotals totals, boolean all, boolean sample) {
    List<String> lines(List<Judged> shown) {
        VerifyTally tally = totals.tally();
        VerifyProgress progress = totals.progress();
        Mending mending = totals.mending();
        List<String> lines = new ArrayList<>();
        shown.forEach(judged -> lines.add(line(judged)));
        if (tally.news() > shown.size()) {
            lines.add("... and " + (tally.news() - shown.size()) + " more: --limit N shows more, --json all");
        }
        tally.causes().forEach((cause, count) -> lines.add(count + "  " + cause.label() + ": " + cause.words()));
        if (progress.underWay() > 0 || progress.leftToSweep() > 0) {
            lines.add("not compared: " + Plural.of(progress.underWay(), "file") + " under way, "
                    + Plural.of(progress.leftToSweep(), "superseded object") + " that the sweep removes in its time");
        }
        if (progress.fresh() > 0) {
            lines.add("not looked at again: " + Plural.of(progress.fresh(), "file")
                    + " looked at lately, and only listed now");
        }
        if (progress.inventoryOf() != null) {
            lines.add(
                    "by the inventory of " + progress.inventoryOf() + ": " + Plural.of(progress.inventoryRows(), "row")
                            + "; " + Plural.of(progress.newer(), "file or object", "files and objects")
                            + " changed since, and looked at");
        }
        if (progress.namesScanned() > 0) {
            lines.add("scanned: " + Plural.of(progress.namesScanned(), "name") + " on NFS");
        }
        lines.add("requests: " + progress.lists() + " LIST, " + progress.heads() + " HEAD, "
                + Plural.of(progress.reads(), "object") + " read");
        if (sample && all && tally.files() > 0) {
            lines.add(confidence());
        }
        if (mending != null) {
            lines.add(mended(mending));
        }
        lines.add((all ? "verify: " : "verify was stopped before its end: ") + Plural.of(tally.files(), "file") + ": "
                + verdicts(tally));
        return lines;
    }

    /** While it goes on. */
    static String summary(VerifyTotals totals) {
        VerifyProgress progress = totals.progress();
        if (progress.inventoryRows() > 0 && progress.files() == 0) {
            return Plural.of(progress.inventoryRows(), "row") + " of the inventory read";
        }
        return verdicts(totals.tally())
                + (progress.namesScanned() > 0 ? "; " + Plural.of(progress.namesScanned(), "name") + " scanned" : "");
    }

    static String verdicts(VerifyTally tally) {
        return Arrays.stream(Verdict.values())
                .map(verdict -> tally.of(verdict) + " " + verdict.words())
                .collect(Collectors.joining(", "));
    }

    private static String line(Judged judged) {
        Decision decision = judged.decision();
        Cause cause = decision.cause();
        return decision.verdict().sign() + " " + judged.path() + "  "
                + (cause == null ? decision.verdict().words() : cause.label()) + ": " + judged.detail()
                + (decision.act() == Act.NONE ? "" : " [" + decision.act().label() + "]");
    }

    private static String mended(Mending mending) {
        String acts = mending.done().isEmpty()
                ? "nothing"
                : mending.done().entrySet().stream()
                        .map(act -> act.getValue() + " " + act.getKey().label())
                        .collect(Collectors.joining(", "));
        return (mending.isDryRun() ? "repair would do (--yes does it): " : "repair did: ") + acts + "; "
                + mending.left() + " left to decide by hand"
                + (mending.changed() > 0 ? ", " + mending.changed() + " changed meanwhile" : "");
    }

    private String confidence() {
        VerifyTally tally = totals.tally();
        long differences = tally.differences();
        return (differences == 0 ? "no difference" : Plural.of(differences, "difference")) + " in " + tally.files()
                + " by chance: with 95 % at most " + percent() + " % of all differ";
    }

    /** Rounded up, to two figures: never less than what is true. */
    private String percent() {
        VerifyTally tally = totals.tally();
        double percent = 100 * Confidence.mostDiffering(tally.files(), tally.differences());
        return BigDecimal.valueOf(percent)
                .round(new MathContext(2, RoundingMode.CEILING))
                .stripTrailingZeros()
                .toPlainString();
    }

    static Map<String, Object> fields(Judged judged) {
        Decision decision = judged.decision();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", judged.path());
        fields.put("key", judged.key());
        fields.put("verdict", decision.verdict().words());
        fields.put("cause", decision.cause() == null ? null : decision.cause().label());
        fields.put("detail", judged.detail());
        fields.put("act", decision.act().label());
        return fields;
    }

    Map<String, Object> fields() {
        VerifyTally tally = totals.tally();
        VerifyProgress progress = totals.progress();
        Mending mending = totals.mending();
        Map<String, Object> verdicts = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict.words(), tally.of(verdict));
        }
        Map<String, Object> causes = new LinkedHashMap<>();
        tally.causes().forEach((cause, count) -> causes.put(cause.label(), count));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", all ? "done" : "stopped");
        fields.put("files", tally.files());
        fields.put("verdicts", verdicts);
        fields.put("causes", causes);
        fields.put("underWay", progress.underWay());
        fields.put("leftToSweep", progress.leftToSweep());
        fields.put("fresh", progress.fresh());
        if (progress.inventoryOf() != null) {
            fields.put("inventory", progress.inventoryOf().toString());
            fields.put("inventoryRows", progress.inventoryRows());
            fields.put("newer", progress.newer());
        }
        fields.put("namesScanned", progress.namesScanned());
        fields.put("lists", progress.lists());
        fields.put("heads", progress.heads());
        fields.put("objectsRead", progress.reads());
        if (mending != null) {
            Map<String, Object> acts = new LinkedHashMap<>();
            mending.done().forEach((act, count) -> acts.put(act.label(), count));
            fields.put("dryRun", mending.isDryRun());
            fields.put("repaired", acts);
            fields.put("left", mending.left());
            fields.put("changed", mending.changed());
        }
        if (sample && all && tally.files() > 0) {
            fields.put("mostDiffering", Confidence.mostDiffering(tally.files(), tally.differences()));
        }
        return fields;
    }
}
