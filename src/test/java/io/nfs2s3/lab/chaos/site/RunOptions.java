package io.nfs2s3.lab.chaos.site;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every suite has. */
public final class RunOptions {
    private final long random = new Random().nextInt(Integer.MAX_VALUE);

    @Option(names = "--seed", paramLabel = "N", description = "What all choices derive from; random by default.")
    private @Nullable Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "0",
            description = "Repeat the phase 'faults' with further seeds for so long.")
    private long minutes;

    public long seed() {
        return seed == null ? random : seed;
    }

    /** The same, and no less than so long. */
    public Duration least(Duration bound) {
        return least().compareTo(bound) > 0 ? least() : bound;
    }

    /** How long to go on at least. */
    public Duration least() {
        return Duration.ofMinutes(minutes);
    }
}
