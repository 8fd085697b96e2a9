package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.BackfillSettings;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunControls;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "set",
        description = {
            "Change how fast scans go, on all hosts, while they run; seen within two seconds.",
            "'default' goes back to what the settings of each host say."
        })
final class BackfillSetCommand extends AppCommand {
    private static final String DEFAULT = "default";

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "At most so many names a second of a scan; 0 for no limit.")
    private @Nullable String rate;

    @Option(names = "--queued-ahead", paramLabel = "N", description = "A scan waits while so many files are QUEUED.")
    private @Nullable String queuedAhead;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        Integer newRate = rate == null ? null : number("--rate", rate, BackfillSettings.MOST_SCAN_RATE, 0);
        Integer newAhead = queuedAhead == null
                ? null
                : number("--queued-ahead", queuedAhead, BackfillSettings.MOST_QUEUED_AHEAD, 1);
        if (rate == null && queuedAhead == null) {
            throw new IllegalArgumentException("say --rate or --queued-ahead");
        }
        RunControls controls = application.backfills().controls();
        controls.together(handle -> {
            if (rate != null) {
                controls.rate(handle, newRate);
            }
            if (queuedAhead != null) {
                controls.queuedAhead(handle, newAhead == null ? null : newAhead.longValue());
            }
        });
        RunControl limits = controls.read();
        if (json) {
            json(BackfillFields.limits(limits, application.settings().backfill()));
        } else {
            out().println(BackfillText.limits(limits, application.settings().backfill()));
        }
        return ExitCode.DONE;
    }

    /** @return null for the default */
    private static @Nullable Integer number(String option, String text, int most, int least) {
        if (text.equals(DEFAULT)) {
            return null;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(option + " " + text + ": give " + least + " to " + most + ", or " + DEFAULT);
    }
}
