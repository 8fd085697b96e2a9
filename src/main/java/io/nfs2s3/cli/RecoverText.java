package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.recover.Act;
import io.nfs2s3.lifecycle.recover.Judged;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Recoveries in words for a person; {@link RecoverFields} has them for a script. */
final class RecoverText {
    private RecoverText() {}

    /** The number of a run and what it is about. */
    static String name(Run run) {
        return RunText.name(run, "recover of " + Printable.line(run.what()));
    }

    static String line(Run run) {
        return "run " + name(run) + ": " + counts(run.counts()) + RunText.error(run);
    }

    static String line(Judged judged) {
        String word = judged.act().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return word + " " + Printable.line(judged.name() + (judged.detail().isEmpty() ? "" : ": " + judged.detail()));
    }

    /** The counts, as the sum that they are. */
    private static String counts(RunCounts counts) {
        return String.format(
                Locale.ROOT,
                "%,d seen = %,d changed + %,d as they should be + %,d objects of others + %,d undecided",
                counts.seen(),
                counts.done(),
                counts.unchanged(),
                counts.skipped(),
                counts.failed());
    }

    /** @param listed objects of the listing that is read at first */
    static String counts(RunCounts counts, long listed) {
        return counts.seen() == 0 ? Plural.of(listed, "object") + " listed" : counts(counts);
    }

    /** How many files met each fate in this pass. */
    static List<String> acts(Map<Act, Long> acts) {
        return acts.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT, "%,d  %s", entry.getValue(), entry.getKey().text()))
                .toList();
    }

    static List<String> preview(RunCounts counts) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%,d seen: %,d would be changed, %,d are as they should be, %,d objects of others, %,d undecided",
                        counts.seen(),
                        counts.done(),
                        counts.unchanged(),
                        counts.skipped(),
                        counts.failed()),
                "nothing was changed; --yes does it");
    }

    static String stopped(long run) {
        return "run " + run + " was stopped, and the site rests; go on with: nfs2s3 recover --yes";
    }

    static List<String> goesOn(RunCounts counts) {
        String goesOn = "the site goes on; start the daemons, whose next sweep sends what was queued";
        return counts.failed() == 0
                ? List.of(goesOn)
                : List.of(
                        goesOn,
                        String.format(
                                Locale.ROOT,
                                "%,d undecided files are as they were; 'nfs2s3 recover' names them again, docs/recover.md says"
                                        + " what to do",
                                counts.failed()));
    }
}
