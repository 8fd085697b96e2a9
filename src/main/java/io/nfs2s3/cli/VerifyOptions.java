package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.verify.Depth;
import io.nfs2s3.lifecycle.verify.Verdict;
import io.nfs2s3.lifecycle.verify.VerifySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code verify} looks at, and where it writes what it finds. */
final class VerifyOptions {
    private static final int MOST_SAMPLE = VerifySettings.MOST_SAMPLE;

    @Option(
            names = "--source",
            description = "Look at each original that must be there: its size and modification time.")
    private boolean source;

    @Option(names = "--checksum", description = "Read each original that must be there, and compare its checksum.")
    private boolean checksum;

    @Option(
            names = "--bytes",
            description = "Read each object, and compare its checksum. Costs a GET and the traffic of each.")
    private boolean bytes;

    @Option(
            names = "--inventory",
            paramLabel = "LOCATION",
            description = "Read an S3 Inventory in place of a listing of the bucket: the path of its manifest.json, or"
                    + " s3://BUCKET/KEY. What differs is looked at as it is now.")
    private @Nullable String inventory;

    @Option(
            names = "--unregistered",
            description = "Find files on NFS that no row knows, too: scans the mount as 'backfill scan' does.")
    private boolean unregistered;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Only N files by chance are looked at, 1 to 20,000, of those that readers get from S3.")
    private @Nullable Integer sample;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "At most so many differences are shown; ${DEFAULT-VALUE} without it. The files have all of them.")
    private int limit;

    @Option(
            names = "--combined",
            paramLabel = "FILE",
            description = "Write all paths to FILE, - for standard output, with the signs of 'rclone check': = match,"
                    + " * differ, + missing on dst (S3), - missing on src, ! error.")
    private @Nullable Path combined;

    @Option(names = "--match", paramLabel = "FILE", description = "Write the paths that match to FILE, or to -.")
    private @Nullable Path match;

    @Option(names = "--differ", paramLabel = "FILE", description = "Write the paths that differ to FILE, or to -.")
    private @Nullable Path differ;

    @Option(names = "--missing-on-src", paramLabel = "FILE", description = "Write what is only in S3 to FILE, or to -.")
    private @Nullable Path missingOnSrc;

    @Option(
            names = "--missing-on-dst",
            paramLabel = "FILE",
            description = "Write what is missing in S3 to FILE, or to -.")
    private @Nullable Path missingOnDst;

    @Option(
            names = "--error",
            paramLabel = "FILE",
            description = "Write the paths that cannot be judged to FILE, or to -.")
    private @Nullable Path error;

    @Option(names = "--repair", description = "Say what can safely be done about each difference; with --yes do it.")
    private boolean repair;

    @Mixin
    private final YesOptions act = new YesOptions();

    @Option(
            names = "--plan",
            description = "Only say what it would take: requests, bytes, money and time. No file is looked at.")
    private boolean plan;

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            description = "With --source, --checksum or --bytes: do not look again at files that were looked at so, and"
                    + " found right, less than so long ago (30d, 12h), and not changed since.")
    private @Nullable Duration maxAge;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "At most so many files a second; 0 for no limit, as without it.")
    private int rate;

    @Option(
            names = "--no-record",
            description =
                    "Keep no record, for a user of the database who may only read: 'runs' does not know of it, and"
                            + " nobody can go on with it.")
    private boolean withoutRecord;

    @Option(names = "--json", description = "One line of JSON for each difference, and a last one that sums up.")
    private boolean json;

    Depth depth() {
        return new Depth(source, checksum, bytes);
    }

    /**
     * How many files by chance; null for all.
     *
     * @throws IllegalArgumentException when it is out of range
     */
    @Nullable
    Integer sample() {
        if (sample != null && (sample < 1 || sample > MOST_SAMPLE)) {
            throw new IllegalArgumentException("--sample " + sample + ": give 1 to " + MOST_SAMPLE);
        }
        return sample;
    }

    /** @throws IllegalArgumentException when something is out of range */
    VerifyShown shown() {
        Limit.require(limit);
        if (rate < 0 || rate > RunOptions.MOST_RATE) {
            throw new IllegalArgumentException("--rate " + rate + ": give 0 to " + RunOptions.MOST_RATE);
        }
        if (withoutRecord && rate > 0) {
            throw new IllegalArgumentException("--rate: not with --no-record; leave one of them out");
        }
        return new VerifyShown(json, limit, rate);
    }

    /**
     * Null to look at all.
     *
     * @throws IllegalArgumentException when there is no record that it could be kept in
     */
    @Nullable
    Duration maxAge() {
        if (maxAge != null && withoutRecord) {
            throw new IllegalArgumentException("--max-age: not with --no-record; leave one of them out");
        }
        return maxAge;
    }

    /** @throws IllegalArgumentException when it is to be done, too */
    boolean plan() {
        if (plan && act.yes()) {
            throw new IllegalArgumentException("say --yes or --plan, not both");
        }
        return plan;
    }

    /** The manifest, so that it is found from any folder; null to list the bucket. */
    @Nullable
    String inventory() {
        return inventory == null || inventory.startsWith("s3://")
                ? inventory
                : Path.of(inventory).toAbsolutePath().normalize().toString();
    }

    boolean unregistered() {
        return unregistered;
    }

    boolean isRecorded() {
        return !withoutRecord;
    }

    /** Whether paths are written to files. */
    boolean hasFiles() {
        return combined != null || !files().isEmpty();
    }

    boolean repair() {
        return repair;
    }

    /** @throws IllegalArgumentException when nothing is to be repaired */
    boolean yes() {
        boolean yes = act.yes();
        if (yes && !repair) {
            throw new IllegalArgumentException("--yes goes with --repair: say both, or neither");
        }
        return yes;
    }

    /** The file of all verdicts; null for none. */
    @Nullable
    Path combined() {
        return combined;
    }

    /** The file of each verdict that has one. */
    Map<Verdict, Path> files() {
        Map<Verdict, Path> files = new EnumMap<>(Verdict.class);
        put(files, Verdict.MATCH, match);
        put(files, Verdict.DIFFER, differ);
        put(files, Verdict.MISSING_ON_SRC, missingOnSrc);
        put(files, Verdict.MISSING_ON_DST, missingOnDst);
        put(files, Verdict.ERROR, error);
        return files;
    }

    private static void put(Map<Verdict, Path> files, Verdict verdict, @Nullable Path file) {
        if (file != null) {
            files.put(verdict, file);
        }
    }

    boolean json() {
        return json;
    }
}
