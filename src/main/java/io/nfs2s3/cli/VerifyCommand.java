package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.lifecycle.verify.Judged;
import io.nfs2s3.lifecycle.verify.Mending;
import io.nfs2s3.lifecycle.verify.Repair;
import io.nfs2s3.lifecycle.verify.Selection;
import io.nfs2s3.lifecycle.verify.Verdict;
import io.nfs2s3.lifecycle.verify.Verifier;
import io.nfs2s3.lifecycle.verify.VerifyProgress;
import io.nfs2s3.lifecycle.verify.VerifyTally;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "verify",
        description = {
            "Compare what the database says of the copies with what is in S3, and say what is wrong. Changes nothing"
                    + " without --repair --yes.",
            "Without options it reads the database and lists the bucket: sizes and ETags. What these do not settle is"
                    + " looked at one by one. Files that are QUEUED are not compared."
        })
final class VerifyCommand extends AppCommand {
    @Mixin
    private final PrefixOptions which = new PrefixOptions();

    @Mixin
    private final VerifyOptions options = new VerifyOptions();

    @Override
    int run(Application application) {
        Integer sample = options.sample();
        int limit = options.limit();
        Verifier verifier = application.verifier();
        Selection selection =
                verifier.below(which.below(application.settings().kinds().all()));
        Mending mending = mending(application);
        VerifyTally tally = new VerifyTally();
        VerifyProgress progress = new VerifyProgress();
        List<Judged> shown = new ArrayList<>();
        boolean all;
        try (VerifyFiles files = new VerifyFiles(options, out());
                Interruption interruption = new Interruption()) {
            Consumer<Judged> each = judged -> {
                tally.count(judged);
                files.write(judged);
                if (options.repair()) {
                    mending.mend(judged);
                }
                show(judged, shown, limit);
            };
            BooleanSupplier goesOn = () -> !interruption.asked();
            long expected = sample == null ? verifier.expected(selection) : sample;
            LiveProgress live = new LiveProgress(err(), "verify", expected, progress::files);
            try {
                all = sample == null
                        ? verifier.verify(selection, expected, options.depth(), each, progress, goesOn)
                        : verifier.sample(selection, options.depth(), sample, each, progress, goesOn);
            } finally {
                live.close();
            }
            if (all) {
                files.finish();
            }
        }
        VerifyText text = new VerifyText(tally, progress, all, sample != null, options.repair() ? mending : null);
        if (options.json()) {
            json(text.fields());
        } else {
            text.lines(shown).forEach(out()::println);
        }
        boolean mended = options.yes() && mending.left() + mending.changed() == 0;
        return all && (tally.differences() == 0 || mended) ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private Mending mending(Application application) {
        if (!options.yes()) {
            return new Mending(null);
        }
        Repair repair = application.repair();
        repair.require();
        return new Mending(repair);
    }

    private synchronized void show(Judged judged, List<Judged> shown, int limit) {
        if (judged.decision().verdict() == Verdict.MATCH) {
            return;
        }
        if (options.json()) {
            json(VerifyText.fields(judged));
        } else if (shown.size() < limit) {
            shown.add(judged);
        }
    }
}
