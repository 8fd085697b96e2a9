package io.nfs2s3.cli;

import io.nfs2s3.catalog.RetireFilter;
import io.nfs2s3.media.MediaPath;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which files a command is about that takes originals away or brings them back, and whether it does so. */
final class FileSelectionOptions {
    @Parameters(paramLabel = "PATH", arity = "0..*", description = "Only these files.")
    private List<String> paths = List.of();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only paths that begin so, such as images/ab/.")
    private String prefix = "";

    @Option(names = "--all", description = "Every file; needed when nothing else narrows them down.")
    private boolean all;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(
            names = "--dry-run",
            description = "Only say what would be done, as without --yes: every file is proved, and nothing changed.")
    private boolean dryRun;

    /** @throws IllegalArgumentException when files are not chosen, or in two ways */
    RetireFilter filter() {
        RetireFilter filter = new RetireFilter(
                prefix, paths.stream().map(MediaPath::of).distinct().toList());
        if (filter.isAll() != all) {
            throw new IllegalArgumentException(
                    all
                            ? "--all: not with PATH or --prefix"
                            : "this is about every file: say --all, or choose by PATH or --prefix");
        }
        return filter;
    }

    /** @throws IllegalArgumentException when both are said */
    boolean yes() {
        if (yes && dryRun) {
            throw new IllegalArgumentException("say --yes or --dry-run, not both");
        }
        return yes;
    }
}
