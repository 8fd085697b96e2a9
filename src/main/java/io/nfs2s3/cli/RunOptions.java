package io.nfs2s3.cli;

import io.nfs2s3.runs.Run;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that runs a long job file by file. */
final class RunOptions {
    static final int MOST_RATE = 1_000_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "At most so many files a second; 0 for no limit. Without it none, or that of the run which goes on.")
    private @Nullable Integer rate;

    @Option(
            names = "--json",
            description = "Events as lines of JSON: progress each second, each refused file, the end.")
    private boolean json;

    /** The same, at the rate of a run where none is given. */
    RunOptions goingOn(Run run) {
        RunOptions own = new RunOptions();
        own.rate = rateOr(run.rate());
        own.json = json;
        return own;
    }

    /** The rate, or another where none is given. */
    int rateOr(int other) {
        return rate == null ? other : rate();
    }

    boolean json() {
        return json;
    }

    /** @throws IllegalArgumentException when it is no rate */
    int rate() {
        int asked = rate == null ? 0 : rate;
        if (asked < 0 || asked > MOST_RATE) {
            throw new IllegalArgumentException("--rate " + asked + ": give 0 to " + MOST_RATE);
        }
        return asked;
    }
}
