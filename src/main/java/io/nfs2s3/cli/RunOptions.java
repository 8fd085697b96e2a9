package io.nfs2s3.cli;

import picocli.CommandLine.Option;

/** The options of every command that runs a long job file by file. */
final class RunOptions {
    static final int MOST_RATE = 1_000_000;

    @Option(names = "--rate", paramLabel = "N", description = "Files a second at most; 0, the default, for no limit.")
    private int rate;

    @Option(
            names = "--json",
            description = "Events as lines of JSON: progress each second, each refused file, the end.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** @throws IllegalArgumentException when it is no rate */
    int rate() {
        if (rate < 0 || rate > MOST_RATE) {
            throw new IllegalArgumentException("--rate " + rate + ": give 0 to " + MOST_RATE);
        }
        return rate;
    }
}
